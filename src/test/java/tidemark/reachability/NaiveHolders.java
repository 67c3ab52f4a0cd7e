package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/** Chains and retained bytes once more, slow and plain. What makes a pointer into the middle count is taken from {@link InteriorPointers}. */
public final class NaiveHolders {
    private final Blocks blocks;
    private final Snapshot snapshot;
    private final InteriorPointers interior;
    private final Map<Long, Long> memory = new HashMap<>();
    private final long[] ignored;
    private final int[] distances;

    private NaiveHolders(Snapshot snapshot, Set<Heuristic> heuristics) {
        this.snapshot = snapshot;
        blocks = snapshot.blocks();
        interior = new InteriorPointers(snapshot, heuristics);
        for (MemoryImage.Part part : snapshot.memory().parts()) {
            for (long offset = 0; offset < part.bytes().byteSize(); offset += 8) {
                memory.put(part.address() + offset, part.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, offset));
            }
        }
        ignored = ignored();
        distances = distances(LongStream.concat(LongStream.of(rootPointers()), LongStream.of(ignored))
                .toArray());
    }

    public static NaiveHolders of(Snapshot snapshot, Set<Heuristic> heuristics) {
        return new NaiveHolders(snapshot, heuristics);
    }

    public int distance(int block) {
        return distances[block];
    }

    /** Bytes and blocks that are reachable now, and not without the words. */
    long[] lostWithout(List<RootWord> words, IntPredicate cut) {
        long[] left = new long[words.size()];
        int count = 0;
        for (int word = 0; word < words.size(); word++) {
            if (!cut.test(word)) {
                left[count++] = pointer(words.get(word));
            }
        }
        int[] without = distances(Arrays.copyOf(left, count));
        long[] lost = new long[2];
        for (int block = 0; block < blocks.count(); block++) {
            if (distances[block] >= 0 && without[block] < 0) {
                lost[0] += blocks.sizeBytes(block);
                lost[1]++;
            }
        }
        return lost;
    }

    /** Fails unless each word of the chain points at the block behind it, and the last one as far into it as it says. */
    void check(Chain chain, int block) {
        long pointer = pointer(chain.root());
        for (Chain.Link link : chain.links()) {
            assertThat(blocks.containing(pointer)).isEqualTo(link.block());
            assertThat(link.offsetBytes() + 8).isLessThanOrEqualTo(blocks.sizeBytes(link.block()));
            pointer = memory.getOrDefault(blocks.address(link.block()) + link.offsetBytes(), 0L);
        }
        assertThat(blocks.containing(pointer)).isEqualTo(block);
        assertThat(chain.intoBytes()).isEqualTo(pointer - blocks.address(block));
    }

    /** The addresses of blocks that the program wants to be ignored. */
    private long[] ignored() {
        return IntStream.range(0, blocks.count())
                .filter(block -> snapshot.callPaths().ignored(blocks.callPath(block)))
                .mapToLong(blocks::address)
                .toArray();
    }

    private long pointer(RootWord word) {
        if (word.root().equals(RootWord.IGNORED)) {
            assertThat(ignored).contains(word.address());
            return word.address();
        }
        return word.root() instanceof Root.Register register
                ? register.value()
                : memory.getOrDefault(word.address(), 0L);
    }

    private long[] rootPointers() {
        return snapshot.roots().stream()
                .flatMapToLong(root -> root instanceof Root.Range range
                        ? memory.keySet().stream()
                                .mapToLong(address -> address)
                                .filter(address -> address >= range.start() && address + 8 <= range.end())
                                .filter(address -> range.kind() == Root.Kind.REGION || isOutsideBlocks(address))
                                .map(memory::get)
                        : LongStream.of(((Root.Register) root).value()))
                .toArray();
    }

    private boolean isOutsideBlocks(long address) {
        for (long at = address; at < address + 8; at++) {
            if (blocks.containing(at) >= 0) {
                return false;
            }
        }
        return true;
    }

    private int[] distances(long[] pointers) {
        int[] found = new int[blocks.count()];
        Arrays.fill(found, -1);
        Deque<Integer> queue = new ArrayDeque<>();
        for (long pointer : pointers) {
            find(pointer, 0, found, queue);
        }
        while (!queue.isEmpty()) {
            int block = queue.remove();
            long end = blocks.address(block) + blocks.sizeBytes(block);
            for (long at = (blocks.address(block) + 7) & -8; at + 8 <= end; at += 8) {
                find(memory.getOrDefault(at, 0L), found[block] + 1, found, queue);
            }
        }
        return found;
    }

    private void find(long pointer, int distance, int[] found, Deque<Integer> queue) {
        int block = blocks.containing(pointer);
        boolean counts = block >= 0
                && (pointer == blocks.address(block)
                        || interior.heuristic(block, pointer).isPresent());
        if (counts && found[block] < 0) {
            found[block] = distance;
            queue.add(block);
        }
    }
}
