package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The way back to the sender of a message. The sender sees it closed at the latest when this is closed. */
public final class Reply implements AutoCloseable {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final int connection;
    private final Consumer<Reply> whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param whenClosed is told once */
    Reply(int connection, Consumer<Reply> whenClosed) {
        this.connection = connection;
        this.whenClosed = whenClosed;
    }

    /** Never blocks. False if the sender can no longer take it: it has ended or closed the connection. */
    public boolean send(byte... answer) {
        if (closed.get()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, answer);
            Syscalls.send(connection, message, MSG_DONTWAIT | MSG_NOSIGNAL);
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            whenClosed.accept(this); // before: a descriptor of that number may soon be another one's
            Syscalls.close(connection);
        }
    }
}
