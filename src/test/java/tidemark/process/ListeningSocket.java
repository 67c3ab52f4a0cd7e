package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The socket that the launcher makes for the session (launcher/session.c). */
final class ListeningSocket {
    private static final int SOCKET = 41;
    private static final int BIND = 49;
    private static final int LISTEN = 50;
    private static final short AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC_NONBLOCK = 5 | 0x80000 | 0x800;
    private static final int BACKLOG = 4096;

    private ListeningSocket() {}

    static int open(String abstractName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = abstractName.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(Short.BYTES + 1 + bytes.length, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            address.asSlice(Short.BYTES + 1).copyFrom(MemorySegment.ofArray(bytes));
            int socket = (int) Syscalls.call("socket", SOCKET, AF_UNIX, SOCK_SEQPACKET_CLOEXEC_NONBLOCK, 0, 0, 0, 0);
            Syscalls.call("bind", BIND, socket, address.address(), address.byteSize(), 0, 0, 0);
            Syscalls.call("listen", LISTEN, socket, BACKLOG, 0, 0, 0, 0);
            return socket;
        }
    }
}
