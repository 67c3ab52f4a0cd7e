package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.process.StoppedProcess;

/** When blocks that were read before the process was stopped may be used. */
@Timeout(60)
class LiveBlocksTest {
    private static final String ONE_THREAD = """
            static void *held;
            int main(void) {
                held = malloc(500);
                block("held", held, 500);
                thread("main");
                ready();
            }
            """;

    private static final String TWO_THREADS = """
            static void *work(void *unused) { return wait_for_ever(); }
            int main(void) {
                pthread_t id;
                pthread_create(&id, 0, work, 0);
                thread("main");
                ready();
            }
            """;

    /** As in agent/ledger_layout.h: how many slots for threads are in use, and the first one's counter of allocations. */
    private static final long THREAD_COUNT_AT = 36;

    private static final long ALLOCATIONS_AT = 0x200000;

    private static void count(Program program, long allocations) throws IOException {
        Path ledger = Path.of("/proc/%d/fd/%d".formatted(program.pid(), program.fact("ledgerDescriptor")));
        try (FileChannel file = FileChannel.open(ledger, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(file.write(word.putInt(0, 1).slice(0, 4), THREAD_COUNT_AT))
                    .isEqualTo(4);
            assertThat(file.write(word.putLong(0, allocations), ALLOCATIONS_AT)).isEqualTo(8);
        }
    }

    @Test
    void onlyThreadThatSleepsHasItsBlocksReadEarly() throws Exception {
        try (Program program = new Program(ONE_THREAD)) {
            LiveBlocks early =
                    LiveBlocks.early(program.ledger(), program.hold()).orElseThrow();
            assertThat(early.blocks().address(0)).isEqualTo(program.fact("block.held"));
            assertThat(early.pages().contains(program.fact("block.held") + 499)).isTrue();
            try (StoppedProcess process = StoppedProcess.stop(program.pid())) {
                assertThat(early.holdFor(process, program.ledger())).isTrue();
            }
        }
    }

    @Test
    void whatWasCountedSinceMakesEarlyBlocksVoid() throws Exception {
        try (Program program = new Program(ONE_THREAD)) {
            count(program, 1);
            LiveBlocks early =
                    LiveBlocks.early(program.ledger(), program.hold()).orElseThrow();
            count(program, 2);
            try (StoppedProcess process = StoppedProcess.stop(program.pid())) {
                assertThat(early.holdFor(process, program.ledger())).isFalse();
            }
        }
    }

    @Test
    void anotherThreadCouldChangeTheBlocks() throws Exception {
        try (Program program = new Program(TWO_THREADS)) {
            assertThat(LiveBlocks.early(program.ledger(), program.hold())).isEmpty();
        }
    }
}
