package tidemark.process;

import java.util.concurrent.ExecutionException;

/** Waits to the end, and passes an interrupt on afterwards: a process must not stay stopped because somebody was impatient. */
final class Uninterrupted {
    interface Wait {
        void run() throws InterruptedException;
    }

    interface Call<T> {
        T call() throws InterruptedException, ExecutionException;
    }

    private Uninterrupted() {}

    static void run(Wait wait) {
        try {
            call(() -> {
                wait.run();
                return true;
            });
        } catch (ExecutionException e) {
            throw new AssertionError("A plain wait executes nothing", e);
        }
    }

    static <T> T call(Call<T> call) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
