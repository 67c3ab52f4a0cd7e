package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PulseTest {
    private final AtomicInteger signs = new AtomicInteger();
    private final AtomicLong processorNanos = new AtomicLong(700_000_000);
    private final Pulse pulse = new Pulse(signs::incrementAndGet, processorNanos::get);

    private int beat(long usedNanos) {
        processorNanos.addAndGet(usedNanos);
        pulse.beat();
        return signs.getAndSet(0);
    }

    @Test
    void whoWaitsForEventsIsAlive() {
        assertThat(beat(0)).isEqualTo(1);
        assertThat(beat(0)).isEqualTo(1);
    }

    @Test
    void longCaptureThatGetsOnIsAlive() {
        pulse.captureBegins();
        for (int second = 0; second < 100; second++) {
            assertThat(beat(20_000_000)).isEqualTo(1);
        }
    }

    @Test
    void captureThatUsesNoProcessorHangs() {
        beat(0);
        pulse.captureBegins();
        assertThat(beat(0)).as("it may just have begun").isEqualTo(1);
        assertThat(beat(1_000_000)).isZero();
        assertThat(beat(0)).isZero();
        assertThat(beat(20_000_000)).as("it gets on again").isEqualTo(1);
        pulse.captureEnds();
        assertThat(beat(0)).isEqualTo(1);
    }

    @Test
    void whoWaitsForAnAnswerHasTheSameSigns() {
        AtomicInteger askers = new AtomicInteger();
        beat(0);
        pulse.comforts(askers::incrementAndGet);
        beat(0);
        assertThat(askers).hasValue(1);
    }
}
