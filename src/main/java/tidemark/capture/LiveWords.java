package tidemark.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tidemark.process.AnonymousMemory;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;

/**
 * The words of a process that stands still. Pages are read once and kept, since what is looked for lies close together. For
 * one thread.
 */
final class LiveWords implements Words, AutoCloseable {
    private static final int PAGE_BYTES = 4096;
    private static final int MOST_PAGES = 1024;

    private final ProcessMemory memory;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment pages = AnonymousMemory.allocate((long) MOST_PAGES * PAGE_BYTES, arena);
    private final Map<Long, Integer> slotOfPage = new HashMap<>();
    private Optional<ProcessException> failure = Optional.empty();
    private long lastPage = -1;
    private long lastOffset;

    LiveWords(ProcessMemory memory) {
        this.memory = memory;
    }

    @Override
    public long at(long address) {
        if ((address & PAGE_BYTES - 1) > PAGE_BYTES - Long.BYTES) {
            return straddling(address);
        }
        long page = address & -PAGE_BYTES;
        if (page != lastPage) {
            lastOffset = offsetOf(page);
            lastPage = page;
        }
        return pages.get(ValueLayout.JAVA_LONG_UNALIGNED, lastOffset + address - page);
    }

    private long straddling(long address) {
        long low = address & -Long.BYTES;
        int shift = (int) (address - low) * Byte.SIZE;
        return (at(low) >>> shift) | (at(low + Long.BYTES) << (Long.SIZE - shift));
    }

    private long offsetOf(long page) {
        Integer slot = slotOfPage.get(page);
        if (slot == null) {
            if (slotOfPage.size() == MOST_PAGES) {
                slotOfPage.clear();
            }
            slot = slotOfPage.size();
            slotOfPage.put(page, slot);
            fill(page, pages.asSlice((long) slot * PAGE_BYTES, PAGE_BYTES));
        }
        return (long) slot * PAGE_BYTES;
    }

    /** Structures that are looked for may be damaged, so an address that cannot be read is no failure. */
    private void fill(long page, MemorySegment into) {
        long read = 0;
        try {
            read = page >= 0 && page < 1L << 47 ? memory.read(page, into) : 0;
        } catch (ProcessException e) {
            failure = Optional.of(e);
        }
        into.asSlice(read).fill((byte) 0);
    }

    /** @throws ProcessException if at some time the process as a whole could not be read, so that words are missing */
    void check() throws ProcessException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
