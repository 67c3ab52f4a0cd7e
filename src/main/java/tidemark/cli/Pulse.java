package tidemark.cli;

import java.util.function.LongSupplier;

/**
 * Java's signs of life, one each second: for the launcher, which ends a Java that gives none, and for agents and others that wait for an answer. However
 * long a capture takes, there are signs; only one that uses no processor for a while hangs, and gets none.
 */
final class Pulse {
    private static final long BEAT_MILLIS = 1000;

    /** More than a JVM that waits for something uses from beat to beat. */
    private static final long LEAST_NANOS = 5_000_000;

    private final Runnable toLauncher;
    private final LongSupplier processorNanos;
    private volatile Runnable toAskers = () -> {};
    private volatile boolean capturing;
    private long nanosBefore;

    /** @param processorNanos what Java has used in all */
    Pulse(Runnable toLauncher, LongSupplier processorNanos) {
        this.toLauncher = toLauncher;
        this.processorNanos = processorNanos;
    }

    void start() {
        Thread.ofPlatform().daemon().name("pulse").start(this::beatOn);
    }

    /** @param toAskers gives a sign to all that wait for an answer */
    void comforts(Runnable toAskers) {
        this.toAskers = toAskers;
    }

    void captureBegins() {
        capturing = true;
    }

    void captureEnds() {
        capturing = false;
    }

    private void beatOn() {
        try {
            while (true) {
                beat();
                Thread.sleep(BEAT_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread", e);
        }
    }

    void beat() {
        if (getsOn()) {
            toLauncher.run();
            toAskers.run();
        }
    }

    private boolean getsOn() {
        if (!capturing) {
            nanosBefore = 0;
            return true;
        }
        long now = processorNanos.getAsLong();
        long used = now - nanosBefore;
        nanosBefore = now;
        return used >= LEAST_NANOS;
    }
}
