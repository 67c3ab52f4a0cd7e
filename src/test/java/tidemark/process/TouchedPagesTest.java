package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchedPagesTest {
    private static final long PAGE = 4096;
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_]+:");
    private static final Pattern COUNTED = Pattern.compile("(?:Anonymous|Swap): +(\\d+) kB");

    @TempDir
    Path folder;

    @Test
    void onlyWrittenPagesOfReservationAreTouched() throws Exception {
        Path binary = CompiledProgram.compile(folder, """
                #include <stdio.h>
                #include <sys/mman.h>
                int main(void) {
                    char *start = mmap(0, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    madvise(start, 64 << 20, MADV_NOHUGEPAGE);
                    start[5 * 4096] = start[6 * 4096] = start[9 * 4096] = 1;
                    char read_only = *(volatile char *)(start + 20 * 4096);
                    printf("%lu\\n", (unsigned long)start); fflush(stdout);
                    getchar();
                }
                """);
        try (CompiledProgram program = CompiledProgram.start(binary)) {
            long start = Long.parseLong(program.line());
            AddressRange all = new AddressRange(start, start + (64L << 20));
            List<AddressRange> written = List.of(
                    new AddressRange(start + 5 * PAGE, start + 7 * PAGE),
                    new AddressRange(start + 9 * PAGE, start + 10 * PAGE));
            Path pagemap = Path.of("/proc/" + program.pid() + "/pagemap");
            assertThat(new PageEntries(program.pid()).read(List.of(all)).own()).containsAll(written);
            assertThat(TouchedPages.in(program.pid(), List.of(all)).own()).containsAll(written);
            Optional<List<AddressRange>> scanned = scanned(pagemap, all);
            if (scanned.isPresent()) {
                assertThat(scanned.get()).containsAll(written);
                assertThat(bytes(scanned.get())).isEqualTo(ownBytes(program.pid(), start));
            }
        }
    }

    private static long bytes(List<AddressRange> ranges) {
        return ranges.stream().mapToLong(AddressRange::sizeBytes).sum();
    }

    /**
     * What a mapping takes in memory and in swap. A page that was only read takes nothing there, since it is the kernel's page of zeroes; a kernel may also
     * give the process a page of its own at the first read, and then that is told here, too.
     */
    private static long ownBytes(int pid, long start) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Integer.toString(pid), "smaps"));
        int line = 0;
        while (!lines.get(line).startsWith(Long.toHexString(start) + "-")) {
            line++;
        }
        long bytes = 0;
        for (line++; line < lines.size() && FIELD.matcher(lines.get(line)).lookingAt(); line++) {
            Matcher field = COUNTED.matcher(lines.get(line));
            bytes += field.matches() ? Long.parseLong(field.group(1)) * 1024 : 0;
        }
        return bytes;
    }

    /** Where each page has to be asked for, it is only until all that the kernel counts have been found. */
    @Test
    void enormousReservationsAreNotReadToTheirEnd() throws Exception {
        Path binary = CompiledProgram.compile(folder, """
                #include <stdio.h>
                #include <sys/mman.h>
                static char *reserve(void) {
                    char *start = mmap(0, 64ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
                    madvise(start, 64ul << 30, MADV_NOHUGEPAGE);
                    mprotect(start + (64ul << 30) - 4096, 4096, PROT_NONE);
                    return start;
                }
                int main(void) {
                    char *untouched = reserve(), *start = reserve();
                    char read_only = *(volatile char *)start;
                    start[5 * 4096] = start[300 * 4096] = 1;
                    printf("%lu\\n%lu\\n", (unsigned long)untouched, (unsigned long)start); fflush(stdout);
                    getchar();
                }
                """);
        long size = 64L << 30;
        try (CompiledProgram program = CompiledProgram.start(binary)) {
            long untouched = Long.parseLong(program.line());
            long start = Long.parseLong(program.line());
            AddressRange both = new AddressRange(Math.min(untouched, start), Math.max(untouched, start) + size);
            PageEntries entries = new PageEntries(program.pid());
            assertThat(entries.read(List.of(both)).own())
                    .contains(
                            new AddressRange(start + 5 * PAGE, start + 6 * PAGE),
                            new AddressRange(start + 300 * PAGE, start + 301 * PAGE));
            assertThat(entries.asked()).isBetween(300L, 100_000L);
        }
    }

    /** Empty on kernels before 6.7. */
    private static Optional<List<AddressRange>> scanned(Path pagemap, AddressRange range) {
        try {
            return Optional.of(
                    TouchedPages.scan(pagemap, range.start(), range.end()).own());
        } catch (SystemCallException e) {
            return Optional.empty();
        }
    }

    @Test
    void noRangesNeedNoKernel() throws Exception {
        assertThat(TouchedPages.in(-1, List.of())).isEqualTo(new TouchedPages(List.of(), List.of()));
    }
}
