package tidemark.process;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A process whose threads stand still. No signal is lost, a stopped job stays stopped, and after {@link #close} the process
 * goes on as if nothing had been. The kernel takes ptrace requests only from the thread that attached: each stopped process has a
 * platform thread of its own for them, so these methods may be called from any thread.
 */
public final class StoppedProcess implements AutoCloseable {
    private final Optional<String> refusal;
    private final ThreadTracer.Stopped stopped;
    private final CountDownLatch release;
    private final Thread tracer;

    private StoppedProcess(
            Optional<String> refusal, ThreadTracer.Stopped stopped, CountDownLatch release, Thread tracer) {
        this.refusal = refusal;
        this.stopped = stopped;
        this.release = release;
        this.tracer = tracer;
    }

    /** Fails if the process has ended or may not be traced; then it is not stopped. */
    public static StoppedProcess stop(int pid) throws ProcessException {
        ThreadTracer threads = new ThreadTracer(pid);
        FutureTask<ThreadTracer.Stopped> stopping = new FutureTask<>(threads::stopAll);
        CountDownLatch release = new CountDownLatch(1);
        Thread tracer = Thread.ofPlatform().daemon().name("tracer of " + pid).start(() -> {
            stopping.run();
            Uninterrupted.run(release::await);
            // When this thread ends, the kernel lets go of those that did not stop in time.
            threads.detachAll();
        });
        try {
            return new StoppedProcess(Optional.empty(), Uninterrupted.call(stopping::get), release, tracer);
        } catch (ExecutionException e) {
            release.countDown();
            Uninterrupted.run(tracer::join);
            if (e.getCause() instanceof ProcessException failure) {
                throw failure;
            }
            throw new AssertionError("Stopping process " + pid, e.getCause());
        }
    }

    /** Stops it as far as that is allowed: where the kernel refuses, none of its threads. */
    public static StoppedProcess stopIfAllowed(int pid) throws ProcessException {
        try {
            return stop(pid);
        } catch (TracingRefusedException e) {
            ThreadTracer.Stopped none = new ThreadTracer.Stopped(List.of(), ThreadTracer.tids(pid));
            return new StoppedProcess(
                    Optional.of(e.reason()),
                    none,
                    new CountDownLatch(1),
                    Thread.ofPlatform().unstarted(() -> {}));
        }
    }

    /** Why no thread was stopped; empty if they were. */
    public Optional<String> refusal() {
        return refusal;
    }

    public List<StoppedThread> threads() {
        return stopped.threads();
    }

    /** Tids of threads that the kernel could not stop in time, such as those waiting for the child of a vfork. */
    public List<Integer> notStopped() {
        return stopped.notStopped();
    }

    @Override
    public void close() {
        release.countDown();
        Uninterrupted.run(tracer::join);
    }
}
