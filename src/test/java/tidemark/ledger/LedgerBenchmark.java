package tidemark.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tidemark.snapshot.Blocks;

/** Reading a ledger of half a million blocks, one in every fourth granule of one chunk. */
@SuppressWarnings("NullAway.Init") // @Setup does
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LedgerBenchmark {
    private static final int BLOCKS = 1 << 19;
    private static final int BLOCK_DISTANCE = 128;

    private Path file;
    private Ledger ledger;

    @Setup
    public void write() throws IOException, LedgerException {
        file = Files.createTempFile("ledger", "");
        try (LedgerWriter writer = new LedgerWriter(file)) {
            int chunk = writer.chunk(0x7f00_0000_0000L);
            writer.thread(1, 1, BLOCKS, 0);
            ByteBuffer entries = ByteBuffer.allocate(LedgerLayout.CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int block = 0; block < BLOCKS; block++) {
                int offset = block * BLOCK_DISTANCE;
                entries.putLong(offset >> LedgerLayout.GRANULE_SHIFT << 3, LedgerWriter.entry(offset, 100, 1));
            }
            writer.bytes(LedgerWriter.entryAt(chunk, 0), entries.array());
        }
        ledger = Ledger.open(file);
    }

    @TearDown
    public void remove() throws IOException {
        ledger.close();
        Files.delete(file);
    }

    @Benchmark
    public Blocks readBlocks() throws LedgerException {
        return ledger.blocks(gap -> {});
    }
}
