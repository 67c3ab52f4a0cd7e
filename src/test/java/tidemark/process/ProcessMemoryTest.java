package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessMemoryTest {
    private static final long PAGE_BYTES = 4096;

    private CompiledProgram target;
    private ProcessMemory memory;
    private long area;

    /** 20 MiB of numbered words, then a page that cannot be read, then 64 pages of which 2, 3 and 63 were touched. */
    @BeforeEach
    void startTarget(@TempDir Path folder) {
        Path program = CompiledProgram.compile(folder, """
                #include <stdio.h>
                #include <string.h>
                #include <sys/mman.h>
                #include <unistd.h>
                int main(void) {
                    unsigned long bytes = 20ul << 20;
                    char *area = mmap(0, bytes + 65 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    madvise(area, bytes + 65 * 4096, MADV_NOHUGEPAGE);
                    for (unsigned long i = 0; i < bytes / 8; i++) ((unsigned long *) area)[i] = i;
                    strcpy(area + bytes - 4, "end");
                    mprotect(area + bytes, 4096, PROT_NONE);
                    char *sparse = area + bytes + 4096;
                    sparse[2 * 4096] = sparse[3 * 4096] = sparse[63 * 4096] = 1;
                    printf("%lu\\n", (unsigned long) area); fflush(stdout);
                    pause();
                }
                """);
        target = CompiledProgram.start(program);
        area = Long.parseLong(target.line());
        memory = new ProcessMemory(target.pid());
    }

    @AfterEach
    void endTarget() {
        target.close();
    }

    @Test
    void readStopsWhereMemoryEnds() throws ProcessException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(24 << 20);
            assertThat(memory.read(area, copy)).isEqualTo(20 << 20);
            for (long i = 1; i < (20 << 20) / 8 - 1; i += 1021) {
                assertThat(copy.getAtIndex(ValueLayout.JAVA_LONG, i)).isEqualTo(i);
            }
        }
    }

    @Test
    void wordAndStringAreEmptyWhereNothingCanBeRead() throws ProcessException {
        long end = area + (20 << 20);
        assertThat(memory.word(area + 8 * 77)).hasValue(77);
        assertThat(memory.word(end)).isEmpty();
        assertThat(memory.word(end - 4)).isEmpty();
        assertThat(memory.word(0)).isEmpty();
        assertThat(memory.string(end - 4, 100)).contains("end");
        assertThat(memory.string(end - 4, 3)).isEmpty();
        assertThat(memory.string(end, 100)).isEmpty();
    }

    @Test
    void presentRangesAreTheTouchedPages() {
        long sparse = area + (20 << 20) + PAGE_BYTES;
        assertThat(memory.presentRanges(sparse, sparse + 64 * PAGE_BYTES))
                .isEqualTo(List.of(
                        new AddressRange(sparse + 2 * PAGE_BYTES, sparse + 4 * PAGE_BYTES),
                        new AddressRange(sparse + 63 * PAGE_BYTES, sparse + 64 * PAGE_BYTES)));
        assertThat(memory.presentRanges(sparse + 2 * PAGE_BYTES + 24, sparse + 3 * PAGE_BYTES + 8))
                .isEqualTo(List.of(new AddressRange(sparse + 2 * PAGE_BYTES + 24, sparse + 3 * PAGE_BYTES + 8)));
        assertThat(memory.presentRanges(sparse, sparse + 2 * PAGE_BYTES)).isEmpty();
    }

    @Test
    void rangeLargerThanOnePieceOfPagemapIsJoined() {
        // 2 GiB of addresses need four pieces; the touched area lies in the last.
        long start = area - (2L << 30);
        assertThat(memory.presentRanges(start, area + (20 << 20)).getLast())
                .isEqualTo(new AddressRange(
                        memory.presentRanges(area, area + PAGE_BYTES).getFirst().start(), area + (20 << 20)));
    }

    @Test
    void whatTheKernelDoesNotTellCountsAsPresent() {
        assertThat(new ProcessMemory(Integer.MAX_VALUE).presentRanges(0x1000, 0x9000))
                .containsExactly(new AddressRange(0x1000, 0x9000));
    }

    @Test
    void endedProcessHasNoMemory() {
        assertThatThrownBy(() -> new ProcessMemory(Integer.MAX_VALUE).word(0x1000))
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("Process 2147483647 has ended");
    }
}
