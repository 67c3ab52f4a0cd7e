package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.ledger.LedgerException;
import tidemark.process.ProcessException;
import tidemark.process.StoppedProcess;

/** When a process is read before it is stopped. */
@Timeout(60)
class EarlyReadingTest {
    private static Optional<EarlyReading> early(Program program) throws LedgerException, ProcessException {
        return EarlyReading.of(program.ledger(), CaptureRequest.of(program.hold(), () -> {}), file -> Optional.empty());
    }

    /** On a busy machine a thread needs its time to fall asleep. */
    private static EarlyReading earlyOnceAsleep(Program program) throws Exception {
        Optional<EarlyReading> early = Optional.empty();
        for (int look = 0; early.isEmpty() && look < 200; look++) {
            early = early(program);
        }
        return early.orElseThrow();
    }

    @Test
    void processWhoseThreadsSleepIsReadEarly() throws Exception {
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
            EarlyReading early = earlyOnceAsleep(program);
            LedgerReading reading = early.ledger();
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
    void threadThatIsAwakeCouldChangeWhatIsRead() throws Exception {
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
