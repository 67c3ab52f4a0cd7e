package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The session's sockets and their connections: those whose message has not come yet, and those that have no last word yet. Nothing here waits for a
 * peer: one that connects and stays silent costs a descriptor until it closes, or until {@link #PENDING_LIMIT} newer ones came. Everybody can connect.
 * So those of other users have a limit of their own, and cannot push out what this user's processes have to say.
 *
 * <p>{@link #comfort} may be called by another thread than all else.
 */
final class AgentConnections implements AutoCloseable {
    static final int PENDING_LIMIT = 2048;

    /** An agent sends its message right after it has connected. */
    static final int OTHER_USERS_LIMIT = 256;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private record Peer(int pid, boolean sameUser) {}

    private record Pending(int connection, Peer peer) {}

    private final List<Integer> listeners;
    private final Predicate<MemorySegment> proof;
    private final int ownUid = Syscalls.geteuid();
    private final MessageReader reader = new MessageReader();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Deque<Pending> pendingOfOthers = new ArrayDeque<>();
    private final Set<Reply> waiting = new HashSet<>();
    private boolean resting;
    private boolean closed;

    /**
     * @param listeners listening sockets that do not block; they are this object's from now on
     * @param proof whether a message of another user's process counts all the same
     */
    AgentConnections(List<Integer> listeners, Predicate<MemorySegment> proof) {
        this.listeners = List.copyOf(listeners);
        this.proof = proof;
    }

    /** What is to be waited for. Until {@link #collect} nobody is comforted: who connects is heard at once. */
    synchronized List<Integer> rest() {
        resting = true;
        List<Integer> descriptors = new ArrayList<>(listeners);
        pending.forEach(silent -> descriptors.add(silent.connection()));
        pendingOfOthers.forEach(silent -> descriptors.add(silent.connection()));
        return descriptors;
    }

    /**
     * Tells all that wait for a word of the session that they are to wait on, also those that it has not heard yet since it is at work with
     * something else.
     */
    synchronized void comfort(byte sign) throws ProcessException {
        if (resting || closed) {
            return;
        }
        for (int listener : listeners) {
            accept(listener, PENDING_LIMIT / 4);
        }
        for (Deque<Pending> unheard : List.of(pending, pendingOfOthers)) {
            unheard.forEach(each -> new Reply(each.connection(), _ -> {}).send(sign));
        }
        for (Reply reply : waiting) {
            reply.send(sign);
        }
    }

    private synchronized void answered(Reply reply) {
        waiting.remove(reply);
    }

    /** Takes every message that has arrived by now. */
    synchronized void collect(Consumer<Event> events) throws ProcessException {
        resting = false;
        receive(events);
        boolean more = true;
        while (more) {
            more = false;
            for (int listener : listeners) {
                more |= accept(listener, PENDING_LIMIT / 4);
            }
            receive(events);
        }
    }

    /** False if nobody more was waiting to be accepted. */
    private boolean accept(int listener, int limit) throws ProcessException {
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
        Optional<Peer> peer = peer(connection);
        if (peer.isEmpty()) {
            Syscalls.close(connection);
            return;
        }
        Deque<Pending> alike = peer.get().sameUser() ? pending : pendingOfOthers;
        alike.add(new Pending(connection, peer.get()));
        if (alike.size() > (peer.get().sameUser() ? PENDING_LIMIT : OTHER_USERS_LIMIT)) {
            Syscalls.close(alike.remove().connection());
        }
    }

    private void dropOldest(SystemCallException cause) throws ProcessException {
        Deque<Pending> pushed = pendingOfOthers.isEmpty() ? pending : pendingOfOthers;
        if (pushed.isEmpty()) {
            throw new ProcessException(
                    "The session has too many open files to accept the program's agent; raise the limit (ulimit -n)",
                    cause);
        }
        Syscalls.close(pushed.remove().connection());
    }

    /** As it was when it connected. */
    private Optional<Peer> peer(int connection) {
        try (Arena arena = Arena.ofConfined()) {
            // struct ucred: pid, uid, gid.
            MemorySegment credentials = arena.allocate(ValueLayout.JAVA_INT, 3);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) credentials.byteSize());
            Syscalls.getsockopt(connection, SOL_SOCKET, SO_PEERCRED, credentials, length);
            int pid = credentials.getAtIndex(ValueLayout.JAVA_INT, 0);
            return Optional.of(new Peer(pid, credentials.getAtIndex(ValueLayout.JAVA_INT, 1) == ownUid));
        } catch (SystemCallException e) {
            return Optional.empty();
        }
    }

    private void receive(Consumer<Event> events) {
        receive(pending, events);
        receive(pendingOfOthers, events);
    }

    private void receive(Deque<Pending> from, Consumer<Event> events) {
        for (Iterator<Pending> each = from.iterator(); each.hasNext(); ) {
            Pending silent = each.next();
            // No switch over the types: the JVM would generate a class for it in every run.
            MessageReader.Outcome outcome = reader.receive(silent.connection());
            if (outcome instanceof MessageReader.Received received) {
                each.remove();
                Reply reply = new Reply(silent.connection(), this::answered);
                waiting.add(reply);
                if (silent.peer().sameUser() || proof.test(received.payload())) {
                    events.accept(new Event.AgentMessage(
                            silent.peer().pid(), received.payload(), received.descriptor(), reply));
                } else {
                    received.descriptor().ifPresent(ReceivedDescriptor::close);
                    reply.close();
                }
            } else if (outcome instanceof MessageReader.Nothing) {
                each.remove();
                Syscalls.close(silent.connection());
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Deque<Pending> silent : List.of(pending, pendingOfOthers)) {
            silent.forEach(each -> Syscalls.close(each.connection()));
            silent.clear();
        }
        listeners.forEach(Syscalls::close);
        reader.close();
    }
}
