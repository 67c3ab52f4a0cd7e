package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tidemark.process.SleepingThreads;
import tidemark.process.StoppedProcess;

/**
 * The threads of a process that could not be stopped: one in uninterruptible sleep, or all where the kernel refuses tracing. The thread
 * that asked to be held waits in the agent anyway, and so do others that the agent could stop: their registers lie on their stacks. Of
 * those that sleep in a system call all the while nothing is missing but registers.
 */
final class Unstopped {
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;
    private static final long PAUSE_NANOS = 200_000;

    private final StoppedProcess process;
    private final CaptureRequest request;
    private final List<Integer> strangers;
    private final Optional<SleepingThreads> asleep;

    private Unstopped(
            StoppedProcess process, CaptureRequest request, List<Integer> strangers, Optional<SleepingThreads> asleep) {
        this.process = process;
        this.request = request;
        this.strangers = strangers;
        this.asleep = asleep;
    }

    /**
     * To be made before anything is read of the process.
     *
     * @param othersWord what those wait on that the agent has stopped
     */
    static Unstopped of(StoppedProcess process, CaptureRequest request, long othersWord) {
        List<Integer> others = new ArrayList<>(process.notStopped());
        others.removeIf(tid -> request.isHeld(tid));
        if (process.refusal().isEmpty() || others.isEmpty()) {
            return new Unstopped(process, request, others, Optional.empty());
        }
        request.stopOthers().run();
        List<Integer> strangers = notWaiting(request.pid(), others, othersWord);
        return new Unstopped(process, request, strangers, SleepingThreads.of(request.pid()));
    }

    /** Those that do not wait within a second. */
    private static List<Integer> notWaiting(int pid, List<Integer> tids, long word) {
        List<Integer> left = new ArrayList<>(tids);
        long start = System.nanoTime();
        while (!left.isEmpty() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            left.removeIf(tid -> SleepingThreads.waitsOn(pid, tid, word));
        }
        return left;
    }

    /** All but the one that is held. The stack of one that runs is taken as in use altogether. */
    List<RunningThread> threads() {
        List<RunningThread> threads = new ArrayList<>();
        for (int tid : process.notStopped()) {
            if (!request.isHeld(tid)) {
                threads.add(RunningThread.interrupted(
                        tid, SleepingThreads.stackPointer(request.pid(), tid).orElse(0)));
            }
        }
        return threads;
    }

    /** What may be missing, now that all has been read. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        if (strangers.isEmpty()) {
            return gaps;
        }
        Optional<String> refusal = process.refusal();
        boolean slept = asleep.isPresent() && asleep.get().sleepOn(request.pid());
        if (refusal.isPresent() && !slept) {
            gaps.add("Threads ran while the process was read, since they could not be stopped: " + refusal.get());
        }
        for (int tid : strangers) {
            gaps.add("Thread " + tid + " could not be stopped: what only its registers point at is reported as lost"
                    + (slept ? " (" + refusal.orElse("") + ")" : ""));
        }
        return gaps;
    }
}
