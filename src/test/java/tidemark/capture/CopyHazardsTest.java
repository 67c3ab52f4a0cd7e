package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.process.Mapping;
import tidemark.process.ProcessMemory;
import tidemark.process.TouchedPages;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.Root;

/** What of a process's memory is copied, and what must not even be looked at. */
class CopyHazardsTest {
    private static Ranges planned(Program program, List<Mapping> mappings) throws Exception {
        CopyPlan plan = new CopyPlan(
                mappings,
                program.found().ranges(),
                Constants.of(List.of(), List.of()),
                LedgerReading.pagesOf(program.blocks()));
        Ranges planned = plan.pages(TouchedPages.in(program.pid(), plan.wanted()));
        TouchedPages.all(program.pid())
                .ifPresent(all -> assertThat(plan.pages(all)).isEqualTo(planned));
        return planned;
    }

    private static long word(MemoryImage image, long address) {
        MemoryImage.Part part = image.parts().get(image.firstPartBehind(address));
        assertThat(part.address()).isLessThanOrEqualTo(address);
        return part.bytes().get(ValueLayout.JAVA_LONG, address - part.address());
    }

    @Test
    void hugeReservationCostsOnlyItsTouchedPages() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    unsigned long size = 64UL << 30;
                    char *reserved = mmap(0, size, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
                    madvise(reserved, size, MADV_NOHUGEPAGE);
                    void **middle = (void **)(reserved + size / 2);
                    *middle = malloc(100);
                    block("held", *middle, 100);
                    fact("reserved", (unsigned long)reserved);
                    fact("middle", (unsigned long)middle);
                    thread("main");
                    ready();
                }
                """)) {
            long reserved = program.fact("reserved");
            long middle = program.fact("middle");
            assertThat(program.rootAt(reserved).end()).isGreaterThanOrEqualTo(reserved + (64L << 30));
            Ranges pages = planned(program, program.mappings());
            assertThat(pages.intersect(Ranges.of(reserved, reserved + (64L << 30))))
                    .isEqualTo(Ranges.of(middle, middle + 4096));
            try (Arena arena = Arena.ofShared()) {
                MemoryCopy copy = MemoryCopy.of(new ProcessMemory(program.pid()), pages, arena);
                assertThat(word(copy.image(), middle)).isEqualTo(program.fact("block.held"));
                assertThat(copy.unreadableBytes()).isZero();
            }
        }
    }

    @Test
    void deviceMappingIsNeitherRootNorCopied() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    int fd = memfd_create("registers", 0);
                    ftruncate(fd, 8192);
                    void **mapped = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                    mapped[5] = malloc(100);
                    block("held", mapped[5], 100);
                    fact("mapped", (unsigned long)&mapped[5]);
                    thread("main");
                    ready();
                }
                """)) {
            long mapped = program.fact("mapped");
            program.assertBait(mapped, program.fact("block.held"));
            assertThat(planned(program, program.mappings()).contains(mapped)).isTrue();

            List<Mapping> asDevice = program.mappings().stream()
                    .map(line -> line.contains(mapped) ? named(line, "/dev/dri/card0") : line)
                    .toList();
            assertThat(WritableMemory.of(asDevice).contains(mapped)).isFalse();
            assertThat(planned(program, asDevice).contains(mapped)).isFalse();
        }
    }

    private static Mapping named(Mapping line, String name) {
        return new Mapping(
                line.start(),
                line.end(),
                line.readable(),
                line.writable(),
                line.executable(),
                line.shared(),
                line.fileOffset(),
                line.inode(),
                name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "[heap], true",
        "/usr/lib/libc.so.6, true",
        "/dev/zero (deleted), true",
        "/dev/shm/queue, true",
        "/SYSV00000000 (deleted), true",
        "/memfd:cache (deleted), true",
        "anon_inode:[io_uring], true",
        "/devices.db, true",
        "/dev/dri/renderD128, false",
        "/dev/mem, false",
        "/sys/bus/pci/devices/0000:00:02.0/resource0, false",
        "anon_inode:[perf_event], false",
        "/dmabuf:, false",
        "[vvar], false"
    })
    void onlyPlainMemoryIsRead(String name, boolean memory) {
        Mapping line = new Mapping(0x1000, 0x2000, true, true, false, true, 0, 1, name);
        assertThat(WritableMemory.of(List.of(line)).isEmpty()).isEqualTo(!memory);
    }

    @Test
    void forkedChildSeesWhatItsParentLeftInSharedMemory() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    void **shared = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
                    void *held = malloc(100);
                    shared[1000] = held;
                    if (fork()) { wait(0); _exit(0); }
                    prctl(PR_SET_PDEATHSIG, SIGKILL);
                    fact("shared", (unsigned long)&shared[1000]);
                    block("held", held, 100);
                    thread("main");
                    ready();
                }
                """)) {
            long shared = program.fact("shared");
            assertThat(planned(program, program.mappings()).contains(shared)).isTrue();
            assertThat(program.words().at(shared)).isEqualTo(program.fact("block.held"));
        }
    }

    @Test
    void unchangedPagesOfPrivatelyMappedFileAreNotCopied() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    int fd = memfd_create("table", 0);
                    ftruncate(fd, 1 << 20);
                    char *table = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
                    for (int i = 0; i < 1 << 20; i += 4096) fact("sum", table[i]);
                    *(void **)(table + 40960) = malloc(100);
                    block("held", *(void **)(table + 40960), 100);
                    fact("table", (unsigned long)table);
                    thread("main");
                    ready();
                }
                """)) {
            long table = program.fact("table");
            assertThat(program.rootAt(table).kind()).isEqualTo(Root.Kind.MAPPING);
            assertThat(planned(program, program.mappings()).intersect(Ranges.of(table, table + (1 << 20))))
                    .isEqualTo(Ranges.of(table + 40960, table + 45056));
        }
    }

    @Test
    void pagesBehindTheEndOfShortenedFileAreCountedAsUnreadable() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    int fd = memfd_create("shortened", 0);
                    ftruncate(fd, 16384);
                    char *mapped = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                    *(void **)(mapped + 4096) = mapped;
                    ftruncate(fd, 8192);
                    fact("mapped", (unsigned long)mapped);
                    thread("main");
                    ready();
                }
                """);
                Arena arena = Arena.ofShared()) {
            long mapped = program.fact("mapped");
            Ranges pages = planned(program, program.mappings());
            assertThat(pages.containsAll(mapped, mapped + 16384)).isTrue();
            MemoryCopy copy = MemoryCopy.of(new ProcessMemory(program.pid()), pages, arena);
            assertThat(copy.unreadableBytes()).isEqualTo(8192);
            assertThat(word(copy.image(), mapped + 4096)).isEqualTo(mapped);
            assertThat(word(copy.image(), mapped + 12288)).isZero();
        }
    }
}
