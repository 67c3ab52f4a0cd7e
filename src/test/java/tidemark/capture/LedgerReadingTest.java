package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.ledger.LedgerException;
import tidemark.process.StoppedProcess;

/** When the ledger is read before the process is stopped. */
@Timeout(60)
class LedgerReadingTest {
    private static Optional<LedgerReading.Early> early(Program program) throws LedgerException {
        return LedgerReading.early(program.ledger(), program.hold(), file -> Optional.empty());
    }

    @Test
    void processWhoseThreadsSleepHasItsLedgerReadEarly() throws Exception {
        try (Program program = new Program("""
                static void *held;
                static void *work(void *unused) { return wait_for_ever(); }
                int main(void) {
                    pthread_t id;
                    held = malloc(500);
                    block("held", held, 500);
                    pthread_create(&id, 0, work, 0);
                    thread("main");
                    ready();
                }
                """)) {
            LedgerReading.Early early = early(program).orElseThrow();
            LedgerReading reading = early.reading();
            assertThat(reading.blocks().address(0)).isEqualTo(program.fact("block.held"));
            assertThat(reading.pages().contains(program.fact("block.held") + 499))
                    .isTrue();
            assertThat(reading.modules()).isNotEmpty();
            try (StoppedProcess process = StoppedProcess.stop(program.pid())) {
                assertThat(early.holdsFor(process)).isTrue();
            }
        }
    }

    @Test
    void threadThatIsAwakeCouldChangeTheLedger() throws Exception {
        try (Program program = new Program("""
                static void *work(void *unused) { for (;;) { } }
                int main(void) {
                    pthread_t id;
                    pthread_create(&id, 0, work, 0);
                    thread("main");
                    ready();
                }
                """)) {
            assertThat(early(program)).isEmpty();
        }
    }
}
