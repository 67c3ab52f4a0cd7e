package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidemark.process.ThreadNumbers;
import tidemark.snapshot.Blocks;

/** Structures that a program has overwritten: whatever they say, the search ends and takes nothing for heap that is not. */
@Timeout(60)
class DamagedMemoryTest {
    private static final StackLists LISTS = new StackLists(0x1000, 0x1010, 0x1020, 0, 8, 16, 32, 64, 0);

    @Test
    void ringThatNeverComesBackIsNoMainArena() {
        // Every word points at the next one: 127 bins never close, and neither does a ring.
        assertThat(MainArena.find(address -> address + 8, Ranges.of(0x10000, 0x20000)))
                .isEmpty();
        assertThat(new MainArena(0x1000, 0x1070).ring(address -> address + 4096))
                .isEmpty();
    }

    @Test
    void endlessListOfThreadsIsUnknown() {
        // Each node's block is sane and its next node another one.
        Words endless = address -> address % 0x1000 == 0 ? address + 0x1000 : (address % 0x1000 == 16 ? 1 : 1L << 40);
        assertThat(StackBlock.list(endless, LISTS, 0x1000)).isEmpty();
    }

    @Test
    void threadOutsideOfItsOwnStackIsUnknown() {
        Words words = address -> switch ((int) address) {
            case 0x1000 -> 0x5000;
            case 0x5000 -> 0x1000;
            case 0x5010 -> 0x9000;
            case 0x5018 -> 0x1000;
            default -> 0;
        };
        assertThat(StackBlock.list(words, LISTS, 0x1000)).isEmpty();
    }

    @Test
    void heapsThatPointAtEachOtherEnd() {
        long first = 0x7f0000000000L;
        long second = first + ArenaHeaps.SPAN;
        long third = second + ArenaHeaps.SPAN;
        Words words = address -> switch ((int) (address % ArenaHeaps.SPAN)) {
            case 0 -> first + 48;
            case 8 -> address - 8 == second ? third : second;
            case 16, 24 -> 0x21000;
            default -> 0;
        };
        assertThat(new ArenaHeaps(words).addHeapOf(third + 4096)).isFalse();
    }

    @Test
    void mmappedChunkWithImpossibleSizeIsAStray() {
        Blocks blocks = Blocks.of(new long[] {0x10010}, new long[] {100}, new int[1]);
        for (long size : new long[] {2, 0x1002, -4094, 0x7ffffffffffff002L, 0x800000000000002L + 0x123450}) {
            Words words = address -> address == 0x10008 ? size : 0;
            HeapMemory heap = HeapMemory.of(words, Ranges.NONE, Ranges.NONE, blocks);
            boolean plausible = size == 0x1002;
            assertThat(heap.ranges()).isEqualTo(plausible ? Ranges.of(0x10000, 0x11000) : Ranges.of(0x10010, 0x10074));
        }
    }

    @Test
    void noiseIsNoStructureAtAll() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            long key = random.nextLong();
            Words noise = address -> Long.rotateLeft((address ^ key) * 0x9e3779b97f4a7c15L, 23) & 0x7fff_ffff_ffffL;
            assertThat(MainArena.find(noise, Ranges.of(0x10000, 0x20000))).isEmpty();
            assertThat(new ArenaHeaps(noise).addHeapOf(random.nextLong() & 0x7fff_ffff_fff0L))
                    .isFalse();
            ThreadStacks stacks = ThreadStacks.of(
                    noise, LISTS, ThreadNumbers.of(1), 1, List.of(RunningThread.interrupted(1, 0x8000)), Ranges.NONE);
            assertThat(stacks.all()).isEqualTo(Ranges.NONE);
            assertThat(stacks.gaps()).hasSize(1);
        }
    }
}
