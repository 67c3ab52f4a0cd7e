package tidemark.suppression;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tidemark.reachability.Verdict;

/**
 * Times how suppressions are read and looked for in a cold JVM: {@code main FILES...} reads these, without files it makes up as many entries as the
 * property {@code entries} says, of the shapes that people write. 5,000 call paths of 24 frames, of which some match.
 */
final class SuppressionBenchmark {
    private static final int PATHS = 5_000;
    private static final int FRAMES = 24;
    private static final int FUNCTIONS = 3_000;

    private SuppressionBenchmark() {}

    public static void main(String[] files) throws Exception {
        List<String> names = files.length > 0 ? List.of(files) : List.of(made(Integer.getInteger("entries", 5_000)));
        long start = processorNanos();
        Suppressions suppressions = Suppressions.read(names, Path::of);
        long read = processorNanos();
        int found = 0;
        SplittableRandom random = new SplittableRandom(3);
        for (int path = 0; path < PATHS; path++) {
            List<List<Site>> sites = path(random);
            found += suppressions
                            .find(Verdict.DEFINITELY_LOST, FRAMES, sites::get)
                            .isPresent()
                    ? 1
                    : 0;
        }
        long end = processorNanos();
        System.out.printf(
                "%d entries read in %d ms, %d paths looked up in %d ms, %d suppressed%n",
                suppressions.all().size(), (read - start) / 1_000_000, PATHS, (end - read) / 1_000_000, found);
    }

    /** How long this thread ran: on a busy machine the clock tells more about the others. */
    private static long processorNanos() throws IOException {
        String statistics = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
    }

    private static List<List<Site>> path(SplittableRandom random) {
        List<List<Site>> path = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            int number = random.nextInt(FUNCTIONS);
            String name = frame == 0 ? "malloc" : frame == FRAMES - 1 ? "main" : "f" + number;
            String module = "/usr/lib/lib" + number % 50 + ".so";
            path.add(List.of(new Site(List.of(name), name, module, "", 0)));
        }
        return path;
    }

    private static String made(int entries) throws IOException {
        StringBuilder text = new StringBuilder();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < entries; i++) {
            text.append("{\n  entry ").append(i).append("\n  Memcheck:Leak\n");
            String function = "f" + random.nextInt(FUNCTIONS);
            String further = "f" + random.nextInt(FUNCTIONS);
            text.append(
                    switch (i % 5) {
                        case 0 -> "fun:malloc\n...\nfun:" + function + "\nfun:" + further + "\n";
                        case 1 -> "fun:malloc\nfun:" + function + "\nfun:" + further + "\n...\nfun:main\n";
                        case 2 -> "...\nfun:" + function + "*x\n";
                        case 3 -> "...\nobj:*/lib" + i + ".so*\nfun:" + function + "\n";
                        default -> "fun:*alloc\nfun:*" + function + "?\n...\nobj:/usr/lib/lib2.so\n";
                    });
            text.append("}\n");
        }
        Path file = Files.createTempFile("benchmark", ".supp");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text).toString();
    }
}
