package tidemark.process;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file that another process handed over. It stays open until closed, whatever the other process does. */
public final class ReceivedDescriptor implements AutoCloseable {
    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    ReceivedDescriptor(int descriptor) {
        this.descriptor = descriptor;
    }

    /** A path by which this process can open the very same file, as long as this descriptor is not closed. */
    public Path path() {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Syscalls.close(descriptor);
        }
    }
}
