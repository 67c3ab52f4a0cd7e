package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
    @Test
    void subtractionCutsOneRangeIntoTwo() {
        assertThat(Ranges.of(0x10, 0x80).subtract(Ranges.of(0x20, 0x30))).hasToString("10-20 30-80");
    }

    @Test
    void touchingRangesBecomeOne() {
        assertThat(Ranges.of(1, 2).union(Ranges.of(2, 3))).isEqualTo(Ranges.of(1, 3));
    }

    @Test
    void rangesMayBeAddedInAnyOrder() {
        assertThat(new Ranges.Builder().add(8, 9).add(1, 4).add(3, 6).add(8, 8).build())
                .hasToString("1-6 8-9");
    }

    @Test
    void roundingOutMergesRangesOfOnePage() {
        Ranges ranges =
                new Ranges.Builder().add(0x1010, 0x1020).add(0x1ff8, 0x2001).build();
        assertThat(ranges.roundedOut(0x1000)).hasToString("1000-3000");
    }

    @Test
    void endIsOutsideAndStartIsInside() {
        Ranges ranges = new Ranges.Builder().add(4, 8).add(12, 16).build();
        assertThat(ranges.contains(4)).isTrue();
        assertThat(ranges.contains(8)).isFalse();
        assertThat(ranges.contains(11)).isFalse();
        assertThat(ranges.containsAll(12, 16)).isTrue();
        assertThat(ranges.containsAll(6, 13)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void operationsAgreeWithBitSets(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            BitSet a = new BitSet();
            BitSet b = new BitSet();
            Ranges left = randomRanges(random, a);
            Ranges right = randomRanges(random, b);
            assertThat(bits(left)).isEqualTo(a);
            BitSet or = (BitSet) a.clone();
            or.or(b);
            assertThat(bits(left.union(right))).isEqualTo(or);
            BitSet and = (BitSet) a.clone();
            and.and(b);
            assertThat(bits(left.intersect(right))).isEqualTo(and);
            BitSet difference = (BitSet) a.clone();
            difference.andNot(b);
            assertThat(bits(left.subtract(right))).isEqualTo(difference);
        }
    }

    private static Ranges randomRanges(Random random, BitSet bits) {
        Ranges.Builder builder = new Ranges.Builder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int start = random.nextInt(60);
            int end = start + random.nextInt(20);
            builder.add(start, end);
            bits.set(start, end);
        }
        return builder.build();
    }

    private static BitSet bits(Ranges ranges) {
        BitSet bits = new BitSet();
        long behind = -1;
        for (Ranges.Range range : ranges.list()) {
            assertThat(range.start()).isGreaterThan(behind);
            bits.set((int) range.start(), (int) range.end());
            behind = range.end();
        }
        return bits;
    }
}
