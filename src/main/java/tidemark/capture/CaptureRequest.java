package tidemark.capture;

import java.util.Optional;
import tidemark.ledger.Message;
import tidemark.process.ProcessStatus;

/**
 * Which process is to be captured.
 *
 * @param tid a thread by which its memory can be read
 * @param hold what the thread said that asks for it and waits; empty if somebody outside asks, and none of the threads knows of it
 * @param stopOthers has the agent stop its process's other threads as well as it can, without waiting for that; only while it holds
 */
public record CaptureRequest(int pid, int tid, Optional<Message.Hold> hold, Runnable stopOthers) {
    public static CaptureRequest of(Message.Hold hold, Runnable stopOthers) {
        return new CaptureRequest(hold.pid(), hold.tid(), Optional.of(hold), stopOthers);
    }

    /** Whether it is the thread that asks. */
    boolean isHeld(int thread) {
        return hold.isPresent() && thread == tid;
    }

    /** @return empty if the process has ended */
    public static Optional<CaptureRequest> ofRunning(int pid) {
        return ProcessStatus.livingThread(pid).map(tid -> new CaptureRequest(pid, tid, Optional.empty(), () -> {}));
    }
}
