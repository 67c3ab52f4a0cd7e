package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchedPagesTest {
    private static final long PAGE = 4096;

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
            assertThat(TouchedPages.readAll(pagemap, List.of(all)).own()).containsAll(written);
            assertThat(TouchedPages.in(program.pid(), List.of(all)).own()).containsAll(written);
            assertThat(scanned(pagemap, all)).isIn(Optional.of(written), Optional.empty());
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
