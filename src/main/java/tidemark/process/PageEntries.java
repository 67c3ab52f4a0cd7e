package tidemark.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads which pages a process has touched from an entry for each page (Documentation/admin-guide/mm/pagemap.rst), which kernels without
 * PAGEMAP_SCAN have: 8 bytes and some 50 ns a page, also of a reservation in which nothing is. So the kernel is first asked how many pages
 * of each mapping there are (smaps), and a mapping is read until so many have been found: mostly what is used of a reservation lies at its start.
 *
 * <p>Pages that were only read count as touched: their entries are like those of pages that are shared with a forked process.
 */
final class PageEntries {
    private static final int PAGE_BYTES = 4096;
    private static final int KIB_BYTES = 1024;
    private static final int BUFFER_BYTES = 1 << 16;

    // Bits of an entry.
    private static final int PRESENT = 63;
    private static final int SWAPPED = 62;
    private static final int FILE_OR_SHARED = 61;
    private static final int MAPPED_ONCE = 56;

    /** A mapping, and how many pages of it are in memory or swapped out. The page of zeroes is none. */
    private record Held(AddressRange range, long pages) {}

    private final Path folder;
    private final TouchedPages.Runs runs = new TouchedPages.Runs();
    private final ByteBuffer entries = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private long asked;

    PageEntries(int pid) {
        folder = Path.of("/proc", Integer.toString(pid));
    }

    /** How many pages' entries were read. */
    long asked() {
        return asked;
    }

    /** @param ranges by rising address */
    TouchedPages read(List<AddressRange> ranges) throws ProcessException {
        Path pagemap = folder.resolve("pagemap");
        try (FileChannel file = FileChannel.open(pagemap)) {
            Optional<List<Held>> held = held();
            for (AddressRange range : ranges) {
                if (held.isPresent()) {
                    readHeld(file, range, held.get());
                } else {
                    read(file, range, Long.MAX_VALUE);
                }
            }
        } catch (IOException e) {
            throw new ProcessException(
                    "Cannot read " + pagemap + ": the process has ended or belongs to another user", e);
        }
        return runs.pages();
    }

    private void readHeld(FileChannel file, AddressRange range, List<Held> mappings) throws IOException {
        for (Held mapping : mappings) {
            long start = Math.max(range.start(), mapping.range().start());
            long end = Math.min(range.end(), mapping.range().end());
            if (start < end) {
                read(file, new AddressRange(start, end), mapping.pages());
            }
        }
    }

    /** @param most after so many pages there is none any more */
    private void read(FileChannel file, AddressRange range, long most) throws IOException {
        long page = range.start() / PAGE_BYTES;
        long endPage = (range.end() + PAGE_BYTES - 1) / PAGE_BYTES;
        long found = 0;
        while (page < endPage && found < most) {
            entries.clear().limit((int) Math.min(entries.capacity(), (endPage - page) * Long.BYTES));
            int count = file.read(entries, page * Long.BYTES) / Long.BYTES;
            if (count < 1) {
                throw new IOException("no entries from page " + page + " on");
            }
            for (int i = 0; i < count; i++, page++) {
                found += take(page * PAGE_BYTES, entries.getLong(i * Long.BYTES));
            }
            asked += count;
        }
    }

    /** 1 if the page is certainly one that the mapping's number counts: that of zeroes, which is present as well, is not told from a shared one. */
    private int take(long address, long entry) {
        boolean file = bit(entry, FILE_OR_SHARED);
        if (bit(entry, PRESENT) || bit(entry, SWAPPED)) {
            runs.add(address, address + PAGE_BYTES, file);
        }
        return bit(entry, SWAPPED) || (bit(entry, PRESENT) && (file || bit(entry, MAPPED_ONCE))) ? 1 : 0;
    }

    private static boolean bit(long entry, int number) {
        return (entry >>> number & 1) != 0;
    }

    /** Empty if the kernel does not tell. */
    private Optional<List<Held>> held() {
        try {
            List<Held> held = new ArrayList<>();
            AddressRange range = new AddressRange(0, 0);
            long bytes = 0;
            for (String line : Files.readString(folder.resolve("smaps"), StandardCharsets.ISO_8859_1)
                    .split("\n", -1)) {
                int space = line.indexOf(' ');
                int dash = line.indexOf('-');
                if (line.startsWith("Rss:") || line.startsWith("Swap:")) {
                    bytes += kibibytes(line) * KIB_BYTES;
                } else if (line.startsWith("VmFlags:")) {
                    held.add(new Held(range, bytes / PAGE_BYTES));
                } else if (dash > 0 && dash < space) {
                    range = new AddressRange(
                            Long.parseUnsignedLong(line, 0, dash, 16),
                            Long.parseUnsignedLong(line, dash + 1, space, 16));
                    bytes = 0;
                }
            }
            return held.isEmpty() ? Optional.empty() : Optional.of(held);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long kibibytes(String line) {
        String value = line.substring(line.indexOf(':') + 1).strip();
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }
}
