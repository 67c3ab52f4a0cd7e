package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chunks as glibc lays them out: a header's second word is the chunk's size, and whether the one before is in use. */
class InheritedHeapTest {
    private static final long HEAP = 0x10000;
    private final Map<Long, Long> memory = new HashMap<>();
    private long at = HEAP;
    private long beforeInUse = 1;

    private void chunk(long sizeBytes, boolean inUse) {
        memory.put(at + 8, sizeBytes | beforeInUse);
        beforeInUse = inUse ? 1 : 0;
        at += sizeBytes;
    }

    private String inherited(long end, Long... own) {
        return new InheritedHeap(List.of(own)::contains)
                .of(address -> memory.getOrDefault(address, 0L), List.of(new Ranges.Range(HEAP, end)))
                .toString();
    }

    @Test
    void chunksInUseThatAreNotOwnAreInherited() {
        chunk(0x20, true);
        chunk(0x40, true); // own
        chunk(0x30, false);
        chunk(0x50, true);
        chunk(0x1000, false); // top
        assertThat(inherited(at, 0x10030L)).isEqualTo("10010-10028 100a0-100e8");
    }

    @Test
    void heapThatEndsWithAFenceEndsThere() {
        chunk(0x20, true);
        chunk(0x40, true);
        chunk(0x10, true);
        chunk(0x10, true);
        assertThat(inherited(at)).isEqualTo("10010-10028 10030-10068");
    }

    @Test
    void whatCannotBeFollowedIsAllInherited() {
        chunk(0x20, true);
        long broken = at;
        chunk(0x40, true);
        for (long size : new long[] {0, 0x10, 0x48, 0x100000, -0x20}) {
            memory.put(broken + 8, size | 1);
            assertThat(inherited(0x11000)).as("%x", size).isEqualTo("10010-11000");
        }
    }
}
