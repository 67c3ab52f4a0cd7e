package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
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

    private static final int BACKLOG = 4096;
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC_NONBLOCK = 5 | 0x80000 | 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ADDRESS_LIMIT_BYTES = 108;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private record Pending(int connection, int peerPid) {}

    private final int listener;
    private final int ownUid = Syscalls.geteuid();
    private final MessageReader reader = new MessageReader();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    private AgentConnections(int listener) {
        this.listener = listener;
    }

    static AgentConnections listen(String name) throws ProcessException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(name, arena);
            int socket = Syscalls.socket(AF_UNIX, SOCK_SEQPACKET_CLOEXEC_NONBLOCK);
            try {
                Syscalls.bind(socket, address);
                Syscalls.listen(socket, BACKLOG);
            } catch (SystemCallException e) {
                Syscalls.close(socket);
                throw e;
            }
            return new AgentConnections(socket);
        } catch (SystemCallException e) {
            throw new ProcessException(
                    "Cannot listen on the abstract socket \"" + name
                            + "\": another session may have the name, or this sandbox forbids Unix sockets",
                    e);
        }
    }

    /** An abstract address: a NUL in front, no NUL behind, so that no file is left over. */
    private static MemorySegment address(String name, Arena arena) throws ProcessException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ADDRESS_LIMIT_BYTES - 1) {
            throw new ProcessException("The socket's name \"" + name + "\" is longer than the kernel's limit of "
                    + (ADDRESS_LIMIT_BYTES - 1) + " bytes");
        }
        MemorySegment address = arena.allocate(Short.BYTES + 1 + bytes.length, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        address.asSlice(Short.BYTES + 1).copyFrom(MemorySegment.ofArray(bytes));
        return address;
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
            switch (reader.receive(waiting.connection())) {
                case MessageReader.NotYet() -> {}
                case MessageReader.Nothing() -> {
                    each.remove();
                    Syscalls.close(waiting.connection());
                }
                case MessageReader.Received(MemorySegment payload, Optional<ReceivedDescriptor> descriptor) -> {
                    each.remove();
                    Reply reply = new Reply(waiting.connection());
                    events.accept(new Event.AgentMessage(waiting.peerPid(), payload, descriptor, reply));
                }
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
