package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.ledger.Message;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

@Timeout(60)
class CaptureTest {
    private static final String TWO_THREADS = """
            static void *held;
            static void *work(void *started) {
                register void *only __asm__("r13") = malloc(3000);
                block("inRegister", only, 3000);
                thread("worker");
                __asm__ volatile("mov %1, %%rdi; mov $0, %%r12; 1: movl $1, (%%rdi); pause; jmp 1b"
                                 : : "r"(only), "r"(started) : "rdi", "r12", "memory");
                return 0;
            }
            int main(void) {
                pthread_t id;
                volatile int started = 0;
                held = malloc(500);
                block("held", held, 500);
                fact("global", (unsigned long)&held);
                pthread_create(&id, 0, work, (void *)&started);
                while (!started);
                thread("main");
                ready();
            }
            """;

    private static Snapshot take(Program program, Message.Hold hold, Arena arena) throws CaptureException {
        return Capture.take(program.ledger(), CaptureRequest.of(hold, () -> {}), file -> Optional.empty(), arena)
                .snapshot();
    }

    private static Optional<Root.Range> rootAt(Snapshot snapshot, long address) {
        return snapshot.roots().stream()
                .filter(Root.Range.class::isInstance)
                .map(Root.Range.class::cast)
                .filter(root -> root.start() <= address && address < root.end())
                .findFirst();
    }

    private static long word(MemoryImage image, long address) {
        MemoryImage.Part part = image.parts().get(image.firstPartBehind(address));
        assertThat(part.address()).isLessThanOrEqualTo(address);
        return part.bytes().get(ValueLayout.JAVA_LONG, address - part.address());
    }

    private static String statusLine(Program program, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1)
                .strip();
    }

    @Test
    void snapshotHoldsBlocksRootsAndMemory() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Snapshot snapshot = take(program, program.hold(), arena);

            assertThat(snapshot.gaps()).isEmpty();
            assertThat(snapshot.process().pid()).isEqualTo(program.pid());
            assertThat(snapshot.blocks().count()).isEqualTo(2);
            assertThat(snapshot.blocks().containing(program.fact("block.held") + 499))
                    .isNotNegative();
            Root.Range global = rootAt(snapshot, program.fact("global")).orElseThrow();
            assertThat(global.kind()).isEqualTo(Root.Kind.MODULE_DATA);
            assertThat(global.label()).endsWith("/program");
            assertThat(word(snapshot.memory(), program.fact("global"))).isEqualTo(program.fact("block.held"));
        }
    }

    @Test
    void registersOfOtherThreadsAreRootsAsTheyAre() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Snapshot snapshot = take(program, program.hold(), arena);
            int worker = (int) program.fact("tid.worker");
            assertThat(snapshot.roots()).contains(new Root.Register(worker, "r13", program.fact("block.inRegister")));
        }
    }

    @Test
    void holdingThreadHasTheRegistersWithWhichItEnteredTheAgent() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Snapshot snapshot = take(program, program.hold(), arena);
            int main = program.hold().tid();
            long sp = program.hold().registers().sp();
            assertThat(snapshot.roots())
                    .filteredOn(root -> root instanceof Root.Register register && register.tid() == main)
                    .containsExactly(
                            new Root.Register(main, "rsp", sp),
                            new Root.Register(main, "rbx", 0xb0),
                            new Root.Register(main, "rbp", 0xb1),
                            new Root.Register(main, "r12", 0xb2),
                            new Root.Register(main, "r13", 0xb3),
                            new Root.Register(main, "r14", 0xb4),
                            new Root.Register(main, "r15", 0xb5));
            assertThat(rootAt(snapshot, sp)).isPresent();
            assertThat(rootAt(snapshot, sp - 256)).isEmpty();
        }
    }

    @Test
    void ledgerAndAgentsMemoryAreNoRootsAndAreNotCopied() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Snapshot snapshot = take(program, program.hold(), arena);
            long agents = program.ledger().agentRanges().getFirst().start();
            for (long address : new long[] {program.fact("ledger"), agents}) {
                assertThat(WritableMemory.of(program.mappings()).contains(address))
                        .isTrue();
                assertThat(rootAt(snapshot, address)).isEmpty();
                assertThat(snapshot.memory().parts())
                        .noneMatch(part -> part.address() <= address && address < part.end());
            }
        }
    }

    @Test
    void processIsLetGoAfterwards() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            take(program, program.hold(), arena);
            assertThat(statusLine(program, "TracerPid")).isEqualTo("0");
        }
    }

    @Test
    void processIsLetGoWhenThereIsNoSnapshot() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Message.Hold hold = program.hold();
            Message.Hold stranger = new Message.Hold(
                    hold.pid(),
                    hold.tid() + 1_000_000,
                    hold.reason(),
                    hold.signal(),
                    hold.registers(),
                    hold.brk(),
                    hold.signalStack());
            assertThatThrownBy(() -> take(program, stranger, arena))
                    .isInstanceOf(CaptureException.class)
                    .hasMessageContaining("has no thread " + stranger.tid());
            assertThat(statusLine(program, "TracerPid")).isEqualTo("0");
        }
    }

    @Test
    void endedProcessIsAnErrorThatNamesIt() throws Exception {
        try (Program program = new Program(TWO_THREADS);
                Arena arena = Arena.ofShared()) {
            Message.Hold hold = program.hold();
            Message.Hold nobody = new Message.Hold(
                    1 << 22,
                    hold.tid(),
                    hold.reason(),
                    hold.signal(),
                    hold.registers(),
                    hold.brk(),
                    hold.signalStack());
            assertThatThrownBy(() -> take(program, nobody, arena))
                    .isInstanceOf(CaptureException.class)
                    .hasMessageContaining("" + (1 << 22));
        }
    }
}
