package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.ledger.LedgerException;
import tidemark.process.StoppedProcess;

/** When what was read of the ledger before the process was stopped may be used. */
@Timeout(60)
class LedgerReadingTest {
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

    private static final long MODULE_EVENTS_AT = 56;

    private static void count(Program program, long allocations, long moduleEvents) throws IOException {
        Path ledger = Path.of("/proc/%d/fd/%d".formatted(program.pid(), program.fact("ledgerDescriptor")));
        try (FileChannel file = FileChannel.open(ledger, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(file.write(word.putInt(0, 1).slice(0, 4), THREAD_COUNT_AT))
                    .isEqualTo(4);
            assertThat(file.write(word.putLong(0, allocations), ALLOCATIONS_AT)).isEqualTo(8);
            assertThat(file.write(word.rewind().putLong(0, moduleEvents), MODULE_EVENTS_AT))
                    .isEqualTo(8);
        }
    }

    private static Optional<LedgerReading> early(Program program) throws LedgerException {
        return LedgerReading.early(program.ledger(), program.hold(), file -> Optional.empty());
    }

    @Test
    void onlyThreadThatSleepsHasItsBlocksReadEarly() throws Exception {
        try (Program program = new Program(ONE_THREAD)) {
            LedgerReading early = early(program).orElseThrow();
            assertThat(early.blocks().address(0)).isEqualTo(program.fact("block.held"));
            assertThat(early.pages().contains(program.fact("block.held") + 499)).isTrue();
            try (StoppedProcess process = StoppedProcess.stop(program.pid())) {
                assertThat(early.holdFor(process, program.ledger())).isTrue();
            }
        }
    }

    @Test
    void whatWasCountedSinceMakesTheEarlyReadingVoid() throws Exception {
        try (Program program = new Program(ONE_THREAD)) {
            count(program, 1, 1);
            LedgerReading early = early(program).orElseThrow();
            count(program, 1, 1);
            try (StoppedProcess process = StoppedProcess.stop(program.pid())) {
                assertThat(early.holdFor(process, program.ledger())).isTrue();
                count(program, 2, 1);
                assertThat(early.holdFor(process, program.ledger())).isFalse();
                count(program, 1, 2);
                assertThat(early.holdFor(process, program.ledger())).isFalse();
            }
        }
    }

    @Test
    void anotherThreadCouldChangeTheBlocks() throws Exception {
        try (Program program = new Program(TWO_THREADS)) {
            assertThat(early(program)).isEmpty();
        }
    }
}
