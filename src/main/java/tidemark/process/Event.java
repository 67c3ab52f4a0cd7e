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
     * A process of this user sent a message, or one that proves to belong to the session. Whoever takes the event closes the descriptor and the reply.
     *
     * @param peerPid who opened the connection, by the kernel's word and as this process's pid namespace numbers it; 0 if it is not seen from there
     * @param payload 1 to 4096 bytes, read only, on the heap
     */
    record AgentMessage(int peerPid, MemorySegment payload, Optional<ReceivedDescriptor> descriptor, Reply reply)
            implements Event {}

    /** A watched process has ended, told once. What it sent before has been told before. */
    record ProcessEnded(int pid) implements Event {}
}
