package tidemark.process;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what the launcher writes into lines. Reads the descriptor itself, so nobody else may read from it. */
final class LauncherLines {
    private static final int BUFFER_BYTES = 4096;

    /** Far more than the launcher ever writes; bounds the memory if something else is at the other end. */
    private static final int LINE_LIMIT_BYTES = 1 << 20;

    private final int descriptor;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean open = true;

    LauncherLines(int descriptor) {
        this.descriptor = descriptor;
    }

    boolean open() {
        return open;
    }

    int descriptor() {
        return descriptor;
    }

    /** To be called when the descriptor is ready. A last line without a newline was cut short and is dropped. */
    void read(Consumer<Event> events) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            int read = Syscalls.read(descriptor, buffer);
            for (int i = 0; i < read; i++) {
                take(buffer.get(ValueLayout.JAVA_BYTE, i), events);
            }
            if (read == 0 || line.size() > LINE_LIMIT_BYTES) {
                end(events);
            }
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.EAGAIN) {
                end(events);
            }
        }
    }

    private void take(byte next, Consumer<Event> events) {
        if (next == '\n') {
            events.accept(new Event.LauncherLine(line.toString(StandardCharsets.UTF_8)));
            line.reset();
        } else {
            line.write(next);
        }
    }

    private void end(Consumer<Event> events) {
        open = false;
        events.accept(new Event.LauncherGone());
    }
}
