package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of the {@linkplain #SUBJECTS subjects} in folder {@code programs/}, compiled once for a test run into {@code target/programs}: {@code module-*} to shared modules,
 * everything else to programs of the same name.
 */
final class Programs {
    static final Path FOLDER = Path.of("target", "programs").toAbsolutePath();

    private static final List<String> SUBJECTS = List.of(
            "verdicts",
            "unwritten",
            "roots",
            "holders",
            "random",
            "modules",
            "causes",
            "threads",
            "libraries",
            "processes",
            "servers",
            "control-flow",
            "family",
            "frees",
            "suppressions",
            "names",
            "lsan");

    /**
     * No frame pointers, as in a distribution's libraries, but every function and every allocation stays where the source has it:
     * gcc would inline functions, turn calls at an end into jumps, and drop blocks that nobody reads or stores into them. No -g: without line
     * numbers Memcheck names the module of each frame. What the program defines for LeakSanitizer has to be exported to be found.
     */
    static final List<String> FLAGS = List.of(
            "-O1",
            "-fomit-frame-pointer",
            "-fno-inline",
            "-fno-optimize-sibling-calls",
            "-fno-builtin",
            "-fno-tree-dse",
            "-fno-tree-dce",
            "-fno-dse",
            "-fno-dce",
            "-pthread",
            "-Wl,--export-dynamic-symbol=__lsan_*",
            "-Wall",
            "-Wextra",
            "-Wno-unused-result",
            "-Wno-alloc-size-larger-than",
            "-Wno-infinite-recursion",
            "-Werror");

    /** Tests that need Rust compile it themselves. */
    private static final String RUST = ".rs";

    private static final String LIBRARIES = "// Libraries: ";

    private static final List<String> BUILT = build();

    private Programs() {}

    /** The file of a program or module. */
    static String file(String name) {
        assertThat(BUILT).contains(name);
        return FOLDER.resolve(name).toString();
    }

    /** A command line: the first word is a program of ours, and so is every later word that ends in {@code .so}. */
    static List<String> command(String words) {
        List<String> command = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            command.add(command.isEmpty() || word.endsWith(".so") ? file(word) : word);
        }
        return command;
    }

    private static List<String> build() {
        List<String> built = new ArrayList<>();
        try {
            Files.createDirectories(FOLDER);
            for (String subject : SUBJECTS) {
                try (Stream<Path> files = Files.list(Path.of("programs", subject))) {
                    files.filter(file -> !file.toString().endsWith(RUST))
                            .map(Programs::compile)
                            .forEach(built::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(built);
    }

    private static String compile(Path source) {
        String file = source.getFileName().toString();
        String stem = file.substring(0, file.lastIndexOf('.'));
        boolean module = stem.startsWith("module-");
        String name = module ? stem + ".so" : stem;
        List<String> command = new ArrayList<>();
        if (file.endsWith(".cc")) {
            command.addAll(List.of("g++", "-fno-allocation-dce"));
        } else {
            command.add("gcc");
        }
        command.addAll(FLAGS);
        command.addAll(stem.endsWith("-with-lines") ? List.of("-g") : List.of());
        command.addAll(module ? List.of("-shared", "-fPIC") : List.of());
        command.addAll(List.of("-o", FOLDER.resolve(name).toString(), source.toString()));
        command.addAll(libraryFlags(source));
        Run run = Run.of(command);
        assertThat(run.exitCode()).as(run::toString).isZero();
        return name;
    }

    /** For the libraries that the first line names, as pkg-config calls them; none without such a line. */
    private static List<String> libraryFlags(Path source) {
        try (Stream<String> lines = Files.lines(source)) {
            String first = lines.findFirst().orElse("");
            if (!first.startsWith(LIBRARIES)) {
                return List.of();
            }
            Run run = Run.of(List.of("pkg-config", "--cflags", "--libs", first.substring(LIBRARIES.length())));
            assertThat(run.exitCode()).as(run::toString).isZero();
            return List.of(run.stdout().strip().split(" +", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
