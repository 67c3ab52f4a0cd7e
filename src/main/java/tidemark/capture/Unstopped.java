package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.ledger.Message;
import tidemark.process.SleepingThreads;
import tidemark.process.StoppedProcess;

/**
 * The threads of a process that could not be stopped: one in uninterruptible sleep, or all where the kernel refuses tracing. The thread
 * that asked to be held waits in the agent anyway; of others that sleep in a system call all the while nothing is missing but registers.
 */
final class Unstopped {
    private final StoppedProcess process;
    private final Message.Hold hold;
    private final Optional<SleepingThreads> asleep;

    private Unstopped(StoppedProcess process, Message.Hold hold, Optional<SleepingThreads> asleep) {
        this.process = process;
        this.hold = hold;
        this.asleep = asleep;
    }

    /** To be made before anything is read of the process. */
    static Unstopped of(StoppedProcess process, Message.Hold hold) {
        return new Unstopped(
                process, hold, process.refusal().isPresent() ? SleepingThreads.of(hold.pid()) : Optional.empty());
    }

    /** All but the one that is held. The stack of one that runs is taken as in use altogether. */
    List<RunningThread> threads() {
        List<RunningThread> threads = new ArrayList<>();
        for (int tid : process.notStopped()) {
            if (tid != hold.tid()) {
                threads.add(RunningThread.interrupted(
                        tid, SleepingThreads.stackPointer(hold.pid(), tid).orElse(0)));
            }
        }
        return threads;
    }

    /** What may be missing, now that all has been read. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Optional<String> refusal = process.refusal();
        boolean slept = asleep.isPresent() && asleep.get().sleepOn(hold.pid());
        if (refusal.isPresent() && !slept) {
            gaps.add("Its threads ran while it was read, since they could not be stopped: " + refusal.get());
        }
        for (int tid : process.notStopped()) {
            if (tid != hold.tid()) {
                gaps.add("Thread " + tid + " could not be stopped: what only its registers point at is reported as lost"
                        + (slept ? " (" + refusal.orElse("") + ")" : ""));
            }
        }
        return gaps;
    }
}
