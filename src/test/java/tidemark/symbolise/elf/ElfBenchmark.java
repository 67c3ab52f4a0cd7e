package tidemark.symbolise.elf;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The C library's symbols: 3,000 in its own file. */
@SuppressWarnings("NullAway.Init") // @Setup does
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ElfBenchmark {
    private static final Path FILE = Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6");
    private static final int LOOKUPS = 1000;
    private static final long CODE = 0x28000;
    private static final long DISTANCE = 1237;

    private FunctionSymbols symbols;

    @Setup
    public void read() throws ElfException {
        symbols = readSymbols();
    }

    /** From the path to an index of all functions. */
    @Benchmark
    public FunctionSymbols readSymbols() throws ElfException {
        ElfFile file = ElfFile.open(FILE);
        return FunctionSymbols.of(file, List.of(file));
    }

    /** A thousand addresses. */
    @Benchmark
    public int lookUpNames() throws ElfException {
        int named = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            named += symbols.nameAt(CODE + i * DISTANCE).isPresent() ? 1 : 0;
        }
        return named;
    }
}
