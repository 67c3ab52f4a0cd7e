package tidemark.reachability;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Threads that share the work of a check. */
final class WorkerThreads {
    private WorkerThreads() {}

    static <T extends @Nullable Object> FutureTask<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return task;
    }

    /** The calling thread's own share. */
    static <T extends @Nullable Object> FutureTask<T> runHere(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        task.run();
        return task;
    }

    static <T extends @Nullable Object> T await(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A part of the check failed", e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts a check", e);
        }
    }
}
