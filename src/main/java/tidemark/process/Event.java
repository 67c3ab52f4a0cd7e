package tidemark.process;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What a session waits for. */
public sealed interface Event {
    /** @param text without the newline */
    record LauncherLine(String text) implements Event {}

    /** The launcher closed its side: told once, behind its last line. */
    record LauncherGone() implements Event {}

    /**
     * A process of this user sent a message. Whoever takes the event closes the descriptor and the reply.
     *
     * @param peerPid who opened the connection, by the kernel's word; 0 if it lies in a foreign pid namespace
     * @param payload 1 to 4096 bytes, read only, on the heap
     */
    record AgentMessage(int peerPid, MemorySegment payload, Optional<ReceivedDescriptor> descriptor, Reply reply)
            implements Event {}

    /** A watched process has ended, told once. What it sent before has been told before. */
    record ProcessEnded(int pid) implements Event {}
}
