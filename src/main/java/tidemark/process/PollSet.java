package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The descriptors of one poll, and which of them it found ready (to be read, closed by the other side, or in error). */
final class PollSet {
    // struct pollfd: int fd, short events, short revents.
    private static final long ENTRY_BYTES = 8;
    private static final long EVENTS_AT = 4;
    private static final long REVENTS_AT = 6;
    private static final short POLLIN = 1;

    private final MemorySegment entries;
    private int count;

    PollSet(Arena arena, int capacity) {
        entries = arena.allocate(ENTRY_BYTES * Math.max(1, capacity), Long.BYTES);
    }

    /** Its index for {@link #ready}. */
    int add(int descriptor) {
        entries.set(ValueLayout.JAVA_INT, count * ENTRY_BYTES, descriptor);
        entries.set(ValueLayout.JAVA_SHORT, count * ENTRY_BYTES + EVENTS_AT, POLLIN);
        return count++;
    }

    void await() throws SystemCallException {
        Syscalls.poll(entries, count, -1);
    }

    boolean ready(int index) {
        return entries.get(ValueLayout.JAVA_SHORT, index * ENTRY_BYTES + REVENTS_AT) != 0;
    }
}
