package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The session's socket and the connections whose message has not come yet. Nothing here waits for a peer: one that connects
 * and stays silent costs a descriptor until it closes, or until {@link #PENDING_LIMIT} newer ones came.
 */
final class AgentConnections implements AutoCloseable {
    static final int PENDING_LIMIT = 2048;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private record Pending(int connection, int peerPid) {}

    private final int listener;
    private final int ownUid = Syscalls.geteuid();
    private final MessageReader reader = new MessageReader();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    /** @param listener a listening socket that does not block; it is this object's from now on */
    AgentConnections(int listener) {
        this.listener = listener;
    }

    List<Integer> descriptors() {
        List<Integer> descriptors = new ArrayList<>(pending.size() + 1);
        descriptors.add(listener);
        pending.forEach(waiting -> descriptors.add(waiting.connection()));
        return descriptors;
    }

    /** Takes every message that has arrived by now. */
    void collect(Consumer<Event> events) throws ProcessException {
        receive(events);
        boolean more = true;
        while (more) {
            more = accept(PENDING_LIMIT / 2);
            receive(events);
        }
    }

    /** False if nobody more was waiting to be accepted. */
    private boolean accept(int limit) throws ProcessException {
        for (int i = 0; i < limit; i++) {
            try {
                admit(Syscalls.accept4(listener, SOCK_CLOEXEC));
            } catch (SystemCallException e) {
                switch (e.errno()) {
                    case SystemCallException.EAGAIN -> {
                        return false;
                    }
                    case SystemCallException.ECONNABORTED -> {}
                    case SystemCallException.EMFILE, SystemCallException.ENFILE -> dropOldest(e);
                    default -> throw new ProcessException("Cannot accept connections of the program's agent", e);
                }
            }
        }
        return true;
    }

    private void admit(int connection) throws ProcessException {
        Optional<Integer> peerPid = peerPidOfSameUser(connection);
        if (peerPid.isEmpty()) {
            Syscalls.close(connection);
            return;
        }
        pending.add(new Pending(connection, peerPid.get()));
        if (pending.size() > PENDING_LIMIT) {
            Syscalls.close(pending.remove().connection());
        }
    }

    private void dropOldest(SystemCallException cause) throws ProcessException {
        if (pending.isEmpty()) {
            throw new ProcessException(
                    "The session has too many open files to accept the program's agent; raise the limit (ulimit -n)",
                    cause);
        }
        Syscalls.close(pending.remove().connection());
    }

    private Optional<Integer> peerPidOfSameUser(int connection) {
        try (Arena arena = Arena.ofConfined()) {
            // struct ucred: pid, uid, gid.
            MemorySegment credentials = arena.allocate(ValueLayout.JAVA_INT, 3);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) credentials.byteSize());
            Syscalls.getsockopt(connection, SOL_SOCKET, SO_PEERCRED, credentials, length);
            return credentials.getAtIndex(ValueLayout.JAVA_INT, 1) == ownUid
                    ? Optional.of(credentials.getAtIndex(ValueLayout.JAVA_INT, 0))
                    : Optional.empty();
        } catch (SystemCallException e) {
            return Optional.empty();
        }
    }

    private void receive(Consumer<Event> events) {
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            Pending waiting = each.next();
            // No switch over the types: the JVM would generate a class for it in every run.
            MessageReader.Outcome outcome = reader.receive(waiting.connection());
            if (outcome instanceof MessageReader.Received received) {
                each.remove();
                Reply reply = new Reply(waiting.connection());
                events.accept(
                        new Event.AgentMessage(waiting.peerPid(), received.payload(), received.descriptor(), reply));
            } else if (outcome instanceof MessageReader.Nothing) {
                each.remove();
                Syscalls.close(waiting.connection());
            }
        }
    }

    @Override
    public void close() {
        pending.forEach(waiting -> Syscalls.close(waiting.connection()));
        pending.clear();
        Syscalls.close(listener);
        reader.close();
    }
}
