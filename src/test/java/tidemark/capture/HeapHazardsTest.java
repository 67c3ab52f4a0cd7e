package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidemark.process.Mapping;
import tidemark.snapshot.Root;

/** What of glibc's malloc must not count as root, each with a program that lays the bait. */
class HeapHazardsTest {
    @Test
    void stalePointerInFreeChunkOfMainHeapIsNoRoot() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    void *lost = malloc(100);
                    block("lost", lost, 100);
                    void **freed = malloc(5000);
                    void *keep = malloc(64);
                    block("keep", keep, 64);
                    freed[100] = lost;
                    fact("bait", (unsigned long)&freed[100]);
                    free(freed);
                    ready();
                }
                """)) {
            program.assertBait(program.fact("bait"), program.fact("block.lost"));
            program.assertNoRoot(program.fact("bait"));
        }
    }

    @Test
    void stalePointerInFreeChunkOfThreadsArenaIsNoRoot() throws Exception {
        try (Program program = new Program("""
                static void *work(void *unused) {
                    void *lost = malloc(100);
                    block("lost", lost, 100);
                    void **freed = malloc(5000);
                    void *keep = malloc(64);
                    freed[100] = lost;
                    fact("bait", (unsigned long)&freed[100]);
                    free(freed);
                    return 0;
                }
                int main(void) {
                    pthread_t id;
                    pthread_create(&id, 0, work, 0);
                    pthread_join(id, 0);
                    ready();
                }
                """)) {
            program.assertBait(program.fact("bait"), program.fact("block.lost"));
            program.assertNoRoot(program.fact("bait"));
            assertThat(program.mainHeap().contains(program.fact("bait"))).isFalse();
        }
    }

    private static final String EMPTY_ARENA = """
            static void *lost;
            static void *work(void *unused) {
                void **big[1200];
                for (int i = 0; i < 1200; i++) {
                    big[i] = malloc(120000);
                    big[i][8] = lost;
                }
                fact("first", (unsigned long)&big[0][8]);
                fact("last", (unsigned long)&big[1189][8]);
                KEEP
                for (int i = 0; i < 1190; i++) free(big[i]);
                return 0;
            }
            int main(void) {
                pthread_t id;
                lost = malloc(100);
                block("lost", lost, 100);
                pthread_create(&id, 0, work, 0);
                pthread_join(id, 0);
                ready();
            }
            """;

    @Test
    void allHeapsOfArenaWithoutLiveBlockAreNoRoots() throws Exception {
        try (Program program = new Program(EMPTY_ARENA.replace("KEEP", ""))) {
            assertThat(program.fact("first") >>> 26).isNotEqualTo(program.fact("last") >>> 26);
            for (String bait : new String[] {"first", "last"}) {
                program.assertBait(program.fact(bait), program.fact("block.lost"));
                program.assertNoRoot(program.fact(bait));
            }
        }
    }

    @Test
    void heapsAreFoundFromLiveBlockWhenMainArenaIsUnknown() throws Exception {
        String keep = "block(\"keep\", big[1195], 120000);";
        try (Program program = new Program(EMPTY_ARENA.replace("KEEP", keep))) {
            HeapMemory heap = HeapMemory.of(program.words(), program.mainHeap(), Ranges.NONE, program.blocks());
            for (String bait : new String[] {"first", "last"}) {
                program.assertBait(program.fact(bait), program.fact("block.lost"));
                assertThat(heap.ranges().contains(program.fact(bait))).isTrue();
            }
            assertThat(heap.gaps()).singleElement().asString().contains("main arena was not found");
        }
    }

    @Test
    void programsOwnMappingMergedWithMmappedChunkStaysRoot() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    void *lost = malloc(100);
                    block("lost", lost, 100);
                    void **chunk = malloc(1000000);
                    block("chunk", chunk, 900000);
                    unsigned long start = (unsigned long)chunk - 16;
                    void **own = mmap((void *)(start - 65536), 65536, PROT_READ | PROT_WRITE,
                                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
                    if (own == MAP_FAILED) abort();
                    own[8191] = lost;
                    fact("own", (unsigned long)&own[8191]);
                    chunk[120000] = lost;   /* behind what was asked for, inside what was mapped */
                    fact("slack", (unsigned long)&chunk[120000]);
                    ready();
                }
                """)) {
            long own = program.fact("own");
            long slack = program.fact("slack");
            program.assertBait(slack, program.fact("block.lost"));
            program.assertNoRoot(slack);
            assertThat(program.mappings()).anyMatch(line -> line.contains(own) && line.contains(slack));
            assertThat(program.words().at(own)).isEqualTo(program.fact("block.lost"));
            assertThat(program.rootAt(own).kind()).isEqualTo(Root.Kind.MAPPING);
            assertThat(program.rootAt(own).end()).isEqualTo(program.fact("block.chunk") - 16);
        }
    }

    @Test
    void alignedMmappedChunkIsNoRootFromItsFirstPageOn() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    void *lost = malloc(100);
                    block("lost", lost, 100);
                    void **chunk = memalign(1 << 16, 1 << 20);
                    block("chunk", chunk, 1 << 20);
                    unsigned long before = ((unsigned long *)chunk)[-2];
                    void **bait = (void **)((char *)chunk - 16 - before + 32);
                    fact("before", before);
                    if (before > 64) *bait = lost;
                    fact("bait", (unsigned long)bait);
                    ready();
                }
                """)) {
            assertThat(program.fact("before")).isPositive();
            program.assertBait(program.fact("bait"), program.fact("block.lost"));
            program.assertNoRoot(program.fact("bait"));
        }
    }

    @Test
    void binsOfMainArenaAreNoRootsButTheRestOfLibcsDataIs() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    char *live = malloc(1032);
                    block("live", live, 1032);
                    void *freed = malloc(2000);
                    void *keep = malloc(24);
                    block("keep", keep, 24);
                    free(freed);
                    fact("insideLive", (unsigned long)live + 1024);
                    fact("bin", ((unsigned long *)freed)[1] + 16);
                    fact("stdout", (unsigned long)stdout);
                    ready();
                }
                """)) {
            // The header of the free chunk lies in the last word of the live block in front of it.
            program.assertBait(program.fact("bin"), program.fact("insideLive"));
            program.assertNoRoot(program.fact("bin"));
            Root.Range libc = program.rootAt(program.fact("stdout"));
            assertThat(libc.kind()).isEqualTo(Root.Kind.MODULE_DATA);
            assertThat(libc.label()).endsWith("/libc.so.6");
        }
    }

    @Test
    void liveBlocksAreNoRoots() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    void **holder = malloc(300), **large = malloc(1 << 20);
                    block("holder", holder, 300);
                    block("large", large, 1 << 20);
                    holder[3] = large;
                    large[3] = holder;
                    ready();
                }
                """)) {
            long holder = program.fact("block.holder");
            long large = program.fact("block.large");
            program.assertBait(holder + 24, large);
            program.assertBait(large + 24, holder);
            program.assertNoRoot(holder + 24);
            program.assertNoRoot(large + 24);
        }
    }

    @Test
    void blockThatMallocsHeadersDoNotExplainIsAGap() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    static char area[4096] __attribute__((aligned(16)));
                    void **live = malloc(64);
                    block("live", live, 64);
                    block("stray", area + 1024, 512);
                    ready();
                }
                """)) {
            RootSearch.Found found = program.found();
            assertThat(found.gaps()).singleElement().asString().startsWith("1 blocks lie in memory");
            assertThat(found.ranges().contains(program.fact("block.stray"))).isFalse();
            assertThat(found.ranges().contains(program.fact("block.stray") - 8)).isTrue();
        }
    }

    @Test
    void mappingsLineIsNamedInRoots() throws Exception {
        try (Program program = new Program("""
                int main(void) {
                    int fd = memfd_create("shared-cache", 0);
                    ftruncate(fd, 8192);
                    void **cache = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                    cache[5] = cache;
                    fact("memfd", (unsigned long)cache);
                    ready();
                }
                """)) {
            Root.Range root = program.rootAt(program.fact("memfd") + 40);
            assertThat(root.label()).contains("memfd:shared-cache");
            Mapping line = program.mappings().stream()
                    .filter(mapping -> mapping.contains(program.fact("memfd")))
                    .findFirst()
                    .orElseThrow();
            assertThat(root.end() - root.start()).isEqualTo(line.sizeBytes());
        }
    }
}
