package tidemark.capture;

import java.util.Optional;
import tidemark.ledger.Message;
import tidemark.process.ProcessStatus;

/**
 * Which process is to be captured.
 *
 * @param tid a thread by which its memory can be read
 * @param hold what the thread said that asks for it and waits; empty if somebody outside asks, and none of the threads knows of it
 */
public record CaptureRequest(int pid, int tid, Optional<Message.Hold> hold) {
    public static CaptureRequest of(Message.Hold hold) {
        return new CaptureRequest(hold.pid(), hold.tid(), Optional.of(hold));
    }

    /** @return empty if the process has ended */
    public static Optional<CaptureRequest> ofRunning(int pid) {
        return ProcessStatus.livingThread(pid).map(tid -> new CaptureRequest(pid, tid, Optional.empty()));
    }
}
