package tidemark.symbolise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.demangle.NameStyle;

/**
 * Names the frames on standard input, a line each: path of the module and address in it, hexadecimal. Prints what that took in this JVM, which has
 * just started, and the names if there is an argument.
 */
final class NamingBenchmark {
    private NamingBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        List<Frame> frames = read();
        long start = System.nanoTime();
        long cpu = threadNanos();
        Symboliser symboliser = new Symboliser(
                new DebugFiles(Symboliser.DEBUG_FOLDER, Optional.empty(), Optional.empty()), NameStyle.AS_WRITTEN);
        List<FrameName> names = new ArrayList<>();
        for (Frame frame : frames) {
            names.add(symboliser.name(frame));
        }
        long nanos = System.nanoTime() - start;
        long cpuNanos = threadNanos() - cpu;
        System.err.printf(
                "%d frames: %d ms, %d ms of this thread%n", frames.size(), nanos / 1_000_000, cpuNanos / 1_000_000);
        if (arguments.length > 0) {
            names.forEach(System.out::println);
        }
    }

    private static long threadNanos() throws IOException {
        String times = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(times.substring(0, times.indexOf(' ')));
    }

    private static List<Frame> read() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, ModuleInstance> modules = new HashMap<>();
        List<Frame> frames = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int blank = line.indexOf(' ');
            ModuleInstance module = modules.computeIfAbsent(line.substring(0, blank), NamingBenchmark::module);
            frames.add(new Frame.InModule(module, Long.parseUnsignedLong(line.substring(blank + 1), 16)));
        }
        return frames;
    }

    private static ModuleInstance module(String path) {
        ModuleFile file = new ModuleFile(path, Optional.empty(), Optional.of(Path.of(path)), Optional.empty());
        return new ModuleInstance(0, file, 0, 0, 0, 1, OptionalLong.empty());
    }
}
