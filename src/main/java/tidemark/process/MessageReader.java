package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Receives one message with at most one descriptor from a connection, without waiting. */
final class MessageReader implements AutoCloseable {
    static final int PAYLOAD_LIMIT_BYTES = 4096;

    private static final int MSG_DONTWAIT_CMSG_CLOEXEC = 0x40 | 0x40000000;
    private static final int MSG_TRUNC = 0x20;

    // struct msghdr of a 64-bit process.
    private static final long MSGHDR_BYTES = 56;
    private static final long MSG_IOV_AT = 16;
    private static final long MSG_IOVLEN_AT = 24;
    private static final long MSG_CONTROL_AT = 32;
    private static final long MSG_CONTROLLEN_AT = 40;
    private static final long MSG_FLAGS_AT = 48;

    // struct cmsghdr: length (8), level (4), type (4), then the descriptors. Room for exactly one: the kernel itself
    // closes those that do not fit.
    private static final long CMSG_LEVEL_AT = 8;
    private static final long CMSG_TYPE_AT = 12;
    private static final long CMSG_DESCRIPTOR_AT = 16;
    private static final long CONTROL_BYTES = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    sealed interface Outcome {}

    record NotYet() implements Outcome {}

    /** The peer is gone, or sent what is no message. */
    record Nothing() implements Outcome {}

    record Received(MemorySegment payload, Optional<ReceivedDescriptor> descriptor) implements Outcome {}

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment header = arena.allocate(MSGHDR_BYTES, Long.BYTES);
    private final MemorySegment payload = arena.allocate(PAYLOAD_LIMIT_BYTES);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
    private final MemorySegment vector =
            arena.allocateFrom(ValueLayout.JAVA_LONG, payload.address(), payload.byteSize());

    Outcome receive(int connection) {
        prepare();
        int read;
        try {
            read = Syscalls.recvmsg(connection, header, MSG_DONTWAIT_CMSG_CLOEXEC);
        } catch (SystemCallException e) {
            return e.errno() == SystemCallException.EAGAIN ? new NotYet() : new Nothing();
        }
        Optional<ReceivedDescriptor> descriptor = descriptor();
        if (read == 0 || (header.get(ValueLayout.JAVA_INT, MSG_FLAGS_AT) & MSG_TRUNC) != 0) {
            descriptor.ifPresent(ReceivedDescriptor::close);
            return new Nothing();
        }
        byte[] bytes = payload.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
        return new Received(MemorySegment.ofArray(bytes).asReadOnly(), descriptor);
    }

    private void prepare() {
        header.fill((byte) 0);
        control.fill((byte) 0);
        header.set(ValueLayout.JAVA_LONG, MSG_IOV_AT, vector.address());
        header.set(ValueLayout.JAVA_LONG, MSG_IOVLEN_AT, 1);
        header.set(ValueLayout.JAVA_LONG, MSG_CONTROL_AT, control.address());
        header.set(ValueLayout.JAVA_LONG, MSG_CONTROLLEN_AT, CONTROL_BYTES);
    }

    private Optional<ReceivedDescriptor> descriptor() {
        boolean passed = control.get(ValueLayout.JAVA_LONG, 0) == CONTROL_BYTES
                && control.get(ValueLayout.JAVA_INT, CMSG_LEVEL_AT) == SOL_SOCKET
                && control.get(ValueLayout.JAVA_INT, CMSG_TYPE_AT) == SCM_RIGHTS;
        return passed
                ? Optional.of(new ReceivedDescriptor(control.get(ValueLayout.JAVA_INT, CMSG_DESCRIPTOR_AT)))
                : Optional.empty();
    }

    @Override
    public void close() {
        arena.close();
    }
}
