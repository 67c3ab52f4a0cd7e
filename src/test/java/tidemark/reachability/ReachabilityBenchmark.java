package tidemark.reachability;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tidemark.process.AnonymousMemory;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.Snapshot;

/** Verdicts of a million blocks, and the search for pointers alone. */
@SuppressWarnings("NullAway.Init") // @Setup does
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ReachabilityBenchmark {
    private static final int BLOCKS = 1_000_000;
    private static final long LOW = 0x5555_5555_0000L;
    private static final int SCANNED_BYTES = 64 << 20;

    private Arena arena;
    private Snapshot reachable;
    private Snapshot lost;
    private PointerScan scan;
    private final long[] words = new long[SCANNED_BYTES / 8];

    @Setup
    @SuppressWarnings("MustBeClosedChecker") // release does
    public void fill() {
        arena = Arena.ofShared();
        reachable = LargeHeap.of(BLOCKS, 1, arena);
        lost = LargeHeap.of(BLOCKS, 0, arena);
        MemorySegment memory = AnonymousMemory.allocate(SCANNED_BYTES, arena);
        SplittableRandom random = new SplittableRandom(1);
        for (long at = 0; at < SCANNED_BYTES; at += 8) {
            boolean pointer = random.nextInt(8) == 0;
            memory.set(ValueLayout.JAVA_LONG, at, pointer ? LOW + random.nextInt(SCANNED_BYTES) : random.nextInt());
        }
        scan = new PointerScan(new MemoryImage(List.of(new MemoryImage.Part(LOW, memory))), LOW, SCANNED_BYTES);
    }

    @TearDown
    public void release() {
        arena.close();
    }

    @Benchmark
    public Verdicts judgeAllReachable() {
        return Reachability.judge(reachable);
    }

    @Benchmark
    public Verdicts judgeAllLost() {
        return Reachability.judge(lost);
    }

    /** 64 MiB, of which an eighth is pointers. */
    @Benchmark
    public int scanForPointers() {
        return scan.collect(LOW, LOW + SCANNED_BYTES, words, 0);
    }
}
