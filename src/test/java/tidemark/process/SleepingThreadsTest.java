package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SleepingThreadsTest {
    @TempDir
    private static Path folder;

    private CompiledProgram target;

    /** One thread sleeps until it is written to, and answers; another sleeps for ever. */
    @BeforeEach
    void start() {
        target = CompiledProgram.start(CompiledProgram.compile(folder, """
                #include <pthread.h>
                #include <stdio.h>
                #include <unistd.h>
                static void *sleep_for_ever(void *unused) { for (;;) pause(); }
                int main(void) {
                    pthread_t id;
                    pthread_create(&id, 0, sleep_for_ever, 0);
                    for (int c = 'a'; c != EOF; c = getchar())
                        if (c != '\\n') { printf("%c\\n", c); fflush(stdout); }
                }
                """));
        assertThat(target.line()).isEqualTo("a");
    }

    @AfterEach
    void end() {
        target.close();
    }

    private SleepingThreads asleep() {
        Optional<SleepingThreads> asleep = SleepingThreads.of(target.pid());
        while (asleep.isEmpty()) {
            Thread.onSpinWait();
            asleep = SleepingThreads.of(target.pid());
        }
        return asleep.get();
    }

    @Test
    void threadsThatSleepOnAreKnownToHaveDoneSo() throws ProcessException {
        SleepingThreads asleep = asleep();
        try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
            assertThat(stopped.threads()).hasSize(2);
            assertThat(asleep.sleptUntil(stopped, target.pid())).isTrue();
        }
    }

    @Test
    void threadThatRanAndSleepsAgainInTheSamePlaceIsTold() throws ProcessException {
        SleepingThreads before = asleep();
        target.write("b\n");
        assertThat(target.line()).isEqualTo("b");
        SleepingThreads after = asleep();
        try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
            assertThat(before.sleptUntil(stopped, target.pid())).isFalse();
            assertThat(after.sleptUntil(stopped, target.pid())).isTrue();
        }
    }

    @Test
    void stopIsASleepOfItsOwn() throws ProcessException {
        SleepingThreads before = asleep();
        StoppedProcess.stop(target.pid()).close();
        asleep();
        try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
            assertThat(before.sleptUntil(stopped, target.pid())).isFalse();
        }
    }

    @Test
    void endedProcessHasNone() {
        assertThat(SleepingThreads.of(Integer.MAX_VALUE)).isEmpty();
    }
}
