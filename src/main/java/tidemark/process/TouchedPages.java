package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which pages of a process's memory hold anything, in memory or swapped out. By rising address, in whole pages.
 *
 * @param own pages that are the process's alone: what it wrote into private mappings
 * @param shared pages of files and of shared memory, as far as this process has touched them
 */
public record TouchedPages(List<AddressRange> own, List<AddressRange> shared) {
    private static final int PAGE_BYTES = 4096;
    private static final long USER_SPACE_END = (1L << 47) - PAGE_BYTES;

    public TouchedPages {
        own = List.copyOf(own);
        shared = List.copyOf(shared);
    }

    /** Those in some ranges, given by rising address. Empty reservations cost nothing where the kernel is 6.7 or newer. */
    public static TouchedPages in(int pid, List<AddressRange> ranges) throws ProcessException {
        if (ranges.isEmpty()) {
            return new TouchedPages(List.of(), List.of());
        }
        Path pagemap = Path.of("/proc", Integer.toString(pid), "pagemap");
        try {
            return scan(pagemap, ranges.getFirst().start(), ranges.getLast().end());
        } catch (SystemCallException e) {
            return new PageEntries(pid).read(ranges);
        }
    }

    /** All that there are; empty where the kernel is older than 6.7, since then each page would have to be asked for. */
    public static Optional<TouchedPages> all(int pid) {
        try {
            return Optional.of(scan(Path.of("/proc", Integer.toString(pid), "pagemap"), 0, USER_SPACE_END));
        } catch (SystemCallException e) {
            return Optional.empty();
        }
    }

    /** Asks with one kind of call for all pages between two addresses: PAGEMAP_SCAN (linux/fs.h). */
    static TouchedPages scan(Path pagemap, long start, long end) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            return new Scan(arena, start, end).run(pagemap);
        }
    }

    /** struct pm_scan_arg: 12 words. struct page_region: start, end, categories. */
    private static final class Scan {
        private static final int REQUEST = 0xc0606610;
        private static final int FILE = 1 << 2;
        private static final int PRESENT = 1 << 3;
        private static final int SWAPPED = 1 << 4;
        private static final int ZERO_PAGE = 1 << 5;
        private static final int REGIONS = 4096;

        private final long end;
        private final MemorySegment argument;
        private final MemorySegment regions;
        private final Runs runs = new Runs();

        Scan(Arena arena, long start, long end) {
            this.end = end & -PAGE_BYTES;
            this.regions = AnonymousMemory.allocate(3L * REGIONS * Long.BYTES, arena);
            long[] words = {
                96,
                0,
                start & -PAGE_BYTES,
                this.end,
                0,
                regions.address(),
                REGIONS,
                0,
                ZERO_PAGE,
                ZERO_PAGE,
                PRESENT | SWAPPED,
                FILE
            };
            this.argument = arena.allocateFrom(ValueLayout.JAVA_LONG, words);
        }

        TouchedPages run(Path pagemap) throws SystemCallException {
            int descriptor = Syscalls.open(pagemap, 0);
            try {
                while (word(2) < end) {
                    long found = Syscalls.ioctl(descriptor, REQUEST, argument);
                    for (long i = 0; i < found; i++) {
                        long category = regions.getAtIndex(ValueLayout.JAVA_LONG, 3 * i + 2);
                        runs.add(
                                regions.getAtIndex(ValueLayout.JAVA_LONG, 3 * i),
                                regions.getAtIndex(ValueLayout.JAVA_LONG, 3 * i + 1),
                                (category & FILE) != 0);
                    }
                    continueFrom(word(4));
                }
            } finally {
                Syscalls.close(descriptor);
            }
            return runs.pages();
        }

        private long word(int index) {
            return argument.getAtIndex(ValueLayout.JAVA_LONG, index);
        }

        /** A walk that gets nowhere must not be made again for ever. */
        private void continueFrom(long walkEnd) throws SystemCallException {
            if (walkEnd <= word(2)) {
                throw new SystemCallException("PAGEMAP_SCAN", SystemCallException.EAGAIN);
            }
            argument.setAtIndex(ValueLayout.JAVA_LONG, 2, walkEnd);
        }
    }

    /** Joins neighbouring pages of one kind. */
    static final class Runs {
        private final List<AddressRange> own = new ArrayList<>();
        private final List<AddressRange> shared = new ArrayList<>();

        void add(long start, long end, boolean file) {
            List<AddressRange> runs = file ? shared : own;
            if (!runs.isEmpty() && runs.getLast().end() == start) {
                runs.set(runs.size() - 1, new AddressRange(runs.getLast().start(), end));
            } else {
                runs.add(new AddressRange(start, end));
            }
        }

        TouchedPages pages() {
            return new TouchedPages(own, shared);
        }
    }
}
