package tidemark.reachability;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.ImageWords;
import tidemark.snapshot.Snapshot;

/**
 * Tells the pointers into the middle of a block that count as pointers to its start. It is asked about these alone, which are few, so it may
 * be slow. Unlike Memcheck it does not know which words were ever written. For one thread.
 */
final class InteriorPointers {
    private static final int WORD = Long.BYTES;
    private static final int STRING_HEADER_BYTES = 3 * WORD;
    private static final int TREE_NODE_BYTES = 3 * WORD;

    /** Memcheck looks at so many words of what may be a virtual table. */
    private static final int TABLE_WORDS = 21;

    private static final int FUNCTIONS_OF_A_TABLE = 2;

    private final Blocks blocks;
    private final ImageWords memory;
    private final Spans modules;
    private final Spans code;
    private final boolean[] used = new boolean[Heuristic.values().length];
    private final Map<Long, Boolean> knownTables = new HashMap<>();

    @SuppressWarnings("EnumOrdinal") // a slot for each; never leaves this class
    InteriorPointers(Snapshot snapshot, Set<Heuristic> heuristics) {
        blocks = snapshot.blocks();
        memory = new ImageWords(snapshot.memory());
        modules = Spans.ofModules(snapshot.modules());
        code = Spans.ofCode(snapshot.code());
        for (Heuristic heuristic : heuristics) {
            used[heuristic.ordinal()] = true;
        }
    }

    /** The first heuristic by which the pointer, which is not to the block's start, counts as one. */
    Optional<Heuristic> heuristic(int block, long pointer) {
        long start = blocks.address(block);
        if (start % WORD != 0) {
            return Optional.empty();
        }
        if (uses(Heuristic.STD_STRING) && pointer - start == STRING_HEADER_BYTES && isString(block)) {
            return Optional.of(Heuristic.STD_STRING);
        }
        if (pointer - start == WORD) {
            if (uses(Heuristic.LENGTH64) && hasLength(block)) {
                return Optional.of(Heuristic.LENGTH64);
            }
            if (uses(Heuristic.NEW_ARRAY) && isArray(block)) {
                return Optional.of(Heuristic.NEW_ARRAY);
            }
        }
        if (uses(Heuristic.TSEARCH) && pointer - start == 1 && isTreeNode(block)) {
            return Optional.of(Heuristic.TSEARCH);
        }
        if (uses(Heuristic.MULTIPLE_INHERITANCE) && isBase(block, pointer)) {
            return Optional.of(Heuristic.MULTIPLE_INHERITANCE);
        }
        return Optional.empty();
    }

    @SuppressWarnings("EnumOrdinal")
    private boolean uses(Heuristic heuristic) {
        return used[heuristic.ordinal()];
    }

    private boolean isString(int block) {
        long length = memory.at(blocks.address(block));
        long capacity = memory.at(blocks.address(block) + WORD);
        return STRING_HEADER_BYTES + capacity + 1 == blocks.sizeBytes(block)
                && Long.compareUnsigned(length, capacity) <= 0;
    }

    private boolean hasLength(int block) {
        long length = memory.at(blocks.address(block));
        return length > 0 && length == blocks.sizeBytes(block) - WORD;
    }

    /** As in Memcheck the elements' size is not known, only that there is a whole number of bytes for each. */
    private boolean isArray(int block) {
        long elements = memory.at(blocks.address(block));
        return elements != 0 && Long.remainderUnsigned(blocks.sizeBytes(block) - WORD, elements) == 0;
    }

    /** The key; the left node, with the colour; the right node. (glibc 2.36, misc/tsearch.c.) */
    private boolean isTreeNode(int block) {
        long start = blocks.address(block);
        return isNodesSize(block)
                && isNodeOrNone(memory.at(start + WORD) & -2)
                && isNodeOrNone(memory.at(start + 2 * WORD));
    }

    private boolean isNodeOrNone(long pointer) {
        int block = pointer == 0 ? -1 : blocks.containing(pointer);
        return pointer == 0 || (block >= 0 && blocks.address(block) == pointer && isNodesSize(block));
    }

    private boolean isNodesSize(int block) {
        return blocks.sizeBytes(block) == TREE_NODE_BYTES;
    }

    private boolean isBase(int block, long pointer) {
        long end = blocks.address(block) + blocks.sizeBytes(block);
        return pointer % WORD == 0
                && pointer + WORD <= end
                && isTable(memory.at(pointer))
                && isTable(memory.at(blocks.address(block)));
    }

    /** Whether a module has there, as far as one looks, addresses of functions and zeroes alone, and of the former two. */
    private boolean isTable(long address) {
        return address % WORD == 0
                && modules.contain(address)
                && knownTables.computeIfAbsent(address, this::holdsFunctions);
    }

    private boolean holdsFunctions(long address) {
        int functions = 0;
        for (int i = 0; i < TABLE_WORDS && functions < FUNCTIONS_OF_A_TABLE; i++) {
            long function = memory.at(address + (long) i * WORD);
            if (function != 0 && !code.contain(function)) {
                return false;
            }
            functions += function == 0 ? 0 : 1;
        }
        return functions == FUNCTIONS_OF_A_TABLE;
    }
}
