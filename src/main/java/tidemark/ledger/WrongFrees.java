package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.WrongFree;

/** Reads what the agent tells of wrong frees. */
final class WrongFrees {
    private static final long OFFSET_MASK = (1L << FRAME_OFFSET_BITS) - 1;

    private final LedgerHeader header;
    private final List<ModuleInstance> modules;

    private WrongFrees(LedgerHeader header, List<ModuleInstance> modules) {
        this.header = header;
        this.modules = modules;
    }

    /** In the order in which the first of each was seen. */
    static List<WrongFree> read(LedgerFile file, LedgerHeader header, List<ModuleInstance> modules)
            throws LedgerException {
        WrongFrees reader = new WrongFrees(header, modules);
        List<WrongFree> wrong = new ArrayList<>();
        file.forEachRecord(
                WRONG_FREES_OFFSET,
                WRONG_FREE_STRUCT_BYTES,
                header.wrongFreeCount(),
                (number, bytes, at) -> wrong.add(reader.one(number, bytes, at)));
        return wrong;
    }

    private WrongFree one(int number, MemorySegment bytes, long at) throws LedgerException {
        WrongFree.Sort sort = sort(number, bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_SORT_AT));
        int count = bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_COUNT_AT);
        return new WrongFree(
                sort,
                bytes.get(ValueLayout.JAVA_LONG, at + WRONG_FREE_ADDRESS_AT),
                bytes.get(ValueLayout.JAVA_LONG, at + WRONG_FREE_BLOCK_AT),
                bytes.get(ValueLayout.JAVA_LONG, at + WRONG_FREE_SIZE_BYTES_AT),
                path(number, bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_PATH_AT)),
                path(number, bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_ALLOCATED_BY_AT)),
                path(number, bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_FREED_BY_AT)),
                sort == WrongFree.Sort.IN_MODULE
                        ? Optional.of(place(number, bytes.get(ValueLayout.JAVA_LONG, at + WRONG_FREE_PLACE_AT)))
                        : Optional.empty(),
                bytes.get(ValueLayout.JAVA_INT, at + WRONG_FREE_THREAD_AT),
                count < 1 ? Integer.MAX_VALUE : count);
    }

    private static WrongFree.Sort sort(int number, int sort) throws LedgerException {
        return switch (sort) {
            case WRONG_MISMATCHED -> WrongFree.Sort.MISMATCHED;
            case WRONG_SECOND -> WrongFree.Sort.SECOND;
            case WRONG_INSIDE -> WrongFree.Sort.INSIDE;
            case WRONG_ON_STACK -> WrongFree.Sort.ON_STACK;
            case WRONG_IN_MODULE -> WrongFree.Sort.IN_MODULE;
            case WRONG_NOWHERE -> WrongFree.Sort.NOWHERE;
            default -> throw new LedgerException("Damaged ledger: wrong free %d is of sort %d".formatted(number, sort));
        };
    }

    private int path(int number, int path) throws LedgerException {
        if (path < 0 || path >= header.nodeCount()) {
            throw new LedgerException("Damaged ledger: wrong free %d has call path %d of %d"
                    .formatted(number, Integer.toUnsignedLong(path), header.nodeCount()));
        }
        return path;
    }

    private WrongFree.Place place(int number, long place) throws LedgerException {
        long instance = place >>> FRAME_OFFSET_BITS;
        if (instance >= modules.size()) {
            throw new LedgerException("Damaged ledger: wrong free %d is in module instance %d of %d"
                    .formatted(number, instance, modules.size()));
        }
        return new WrongFree.Place(modules.get((int) instance), place & OFFSET_MASK);
    }
}
