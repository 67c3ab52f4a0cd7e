package tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tools that can be run here, in the order of the tables.
 *
 * @param missing a line for each peer that is left out, with the reason
 */
record InstalledTools(List<Tool> tools, List<String> missing) {
    static final String LSAN = "lsan";
    static final String LSAN_EXACT = "lsan-exact";
    static final String JEMALLOC = "jemalloc";

    private static final String LSAN_SETTING = "LSAN_OPTIONS=detect_leaks=1:exitcode=0:log_path={run}/lsan";

    InstalledTools {
        tools = List.copyOf(tools);
        missing = List.copyOf(missing);
    }

    /**
     * @param agents other agents by name: a library, or a checkout with a build
     * @throws BenchException if one of these is neither
     */
    static InstalledTools find(Folders folders, Map<String, Path> agents)
            throws IOException, InterruptedException, BenchException {
        List<Tool> tools = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        tools.add(new Bare(Size.FULL));
        tools.add(new Bare(Size.REDUCED));
        tools.add(Tidemark.here(folders));
        for (Map.Entry<String, Path> agent : agents.entrySet()) {
            tools.add(withAgent(agent.getKey(), agent.getValue(), folders));
        }
        valgrind().ifPresentOrElse(tools::add, () -> missing.add("memcheck: valgrind is not installed"));
        heaptrack().ifPresentOrElse(tools::add, () -> missing.add("heaptrack: not installed"));
        List<Tool> lsan = leakSanitizer();
        tools.addAll(lsan);
        if (lsan.isEmpty()) {
            missing.add("lsan, lsan-exact: gcc has no liblsan (package liblsan0 and gcc)");
        }
        jemalloc(folders)
                .ifPresentOrElse(
                        tools::add,
                        () -> missing.add("jemalloc: libjemalloc2 is not installed, or built without the profiler"));
        return new InstalledTools(tools, missing);
    }

    private static Tool withAgent(String name, Path path, Folders folders) throws IOException, BenchException {
        Path absolute = path.toAbsolutePath();
        if (Files.isExecutable(absolute.resolve("tidemark"))) {
            return new Tidemark(name, "of another checkout", absolute.resolve("tidemark"), List.of());
        }
        if (!Files.isRegularFile(absolute)) {
            throw new BenchException("--agent=" + name + "=" + path + ": neither a library nor a checkout");
        }
        return new Tidemark(
                name,
                "of this checkout with another agent, sha256 " + digest(absolute),
                folders.home().resolve("tidemark"),
                List.of("TIDEMARK_AGENT=" + absolute));
    }

    private static String digest(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }

    private static Optional<Tool> valgrind() throws IOException, InterruptedException {
        return Command.firstLine("valgrind", "--version").map(Valgrind::new);
    }

    private static Optional<Tool> heaptrack() throws IOException, InterruptedException {
        Optional<String> version = Command.firstLine("heaptrack", "--version");
        Optional<String> script = Command.firstLine("sh", "-c", "readlink -f \"$(command -v heaptrack)\"");
        if (version.isEmpty() || script.isEmpty()) {
            return Optional.empty();
        }
        Heaptrack heaptrack =
                new Heaptrack(version.get(), Path.of(script.get(), "..", "..").normalize());
        return Files.exists(heaptrack.library()) && Files.exists(heaptrack.interpreter())
                ? Optional.of(heaptrack)
                : Optional.empty();
    }

    /** gcc's, with both of its ways to unwind at each allocation. */
    private static List<Tool> leakSanitizer() throws IOException, InterruptedException {
        Optional<String> library = Command.firstLine("gcc", "-print-file-name=liblsan.so");
        Optional<String> version = Command.firstLine("gcc", "-dumpfullversion");
        if (library.isEmpty() || version.isEmpty() || !Path.of(library.get()).isAbsolute()) {
            return List.of();
        }
        String file = Path.of(library.get()).toRealPath().toString();
        String how = "gcc " + version.get() + "'s liblsan preloaded, detect_leaks=1:exitcode=0:fast_unwind_on_malloc=";
        return List.of(
                new Preloaded(LSAN, how + "1", Size.FULL, file, LSAN_SETTING + ":fast_unwind_on_malloc=1"),
                new Preloaded(LSAN_EXACT, how + "0", Size.REDUCED, file, LSAN_SETTING + ":fast_unwind_on_malloc=0"));
    }

    private static Optional<Tool> jemalloc(Folders folders) throws IOException, InterruptedException {
        Optional<String> library = Command.firstLine(
                "sh", "-c", "PATH=$PATH:/sbin:/usr/sbin ldconfig -p | sed -n 's/.*libjemalloc.so.2 .*=> //p' | grep .");
        if (library.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> profiler = Command.firstLine(
                "sh",
                "-c",
                "LD_PRELOAD=$0 MALLOC_CONF=stats_print:true \"$1\" 5 1 1 own 2>&1 | grep 'config.prof: true'",
                library.get(),
                folders.products().resolve("malloc").toString());
        return profiler.map(found -> new Preloaded(
                JEMALLOC,
                Path.of(library.get()).getFileName() + " preloaded, its profiler samples one allocation in 512 KiB"
                        + " (prof:true,prof_final:true)",
                Size.FULL,
                library.get(),
                "MALLOC_CONF=prof:true,prof_final:true,prof_prefix:{run}/jeprof"));
    }
}
