package tidemark.programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The two checkers, with the options under which their reports can be compared. */
enum Tool {
    VALGRIND,
    TIDEMARK;

    /** The most frames that a stack in a report can have. */
    static final int CALLERS = 50;

    /**
     * keep-debuginfo: names in unloaded modules. read-inline-info=no: a frame a call, as in symbol tables. run-libc-freeres=no and
     * run-cxx-freeres=no: else libc's and libstdc++'s own blocks count as freed, by call paths that Valgrind alone knows; {@link LibraryProgramsTest}
     * looks at them. fair-sched: else a thread that waits for others by yielding hardly gets its turn.
     */
    private static final List<String> VALGRIND_COMMAND = List.of(
            "valgrind",
            "--leak-check=full",
            "--show-leak-kinds=all",
            "--num-callers=" + CALLERS,
            "--keep-debuginfo=yes",
            "--read-inline-info=no",
            "--run-libc-freeres=no",
            "--run-cxx-freeres=no",
            "--fair-sched=yes",
            "--trace-children=yes");

    private static final List<String> TIDEMARK_COMMAND = List.of(
            Path.of("tidemark").toAbsolutePath().toString(),
            "--leak-check=full",
            "--show-leak-kinds=all",
            "--num-callers=" + CALLERS,
            "--run-libc-freeres=no",
            "--run-cxx-freeres=no",
            "--trace-children=yes");

    private List<String> words() {
        return switch (this) {
            case VALGRIND -> VALGRIND_COMMAND;
            case TIDEMARK -> TIDEMARK_COMMAND;
        };
    }

    /** Both; {@code -Dprograms.under=valgrind} checks only the expectations. */
    static Stream<Tool> chosen() {
        String under = System.getProperty("programs.under", "");
        return Arrays.stream(values())
                .filter(tool -> under.isEmpty() || tool.name().equalsIgnoreCase(under));
    }

    /** Runs one of our programs, as {@link Programs#command} reads the words. */
    Run run(String words) {
        return run(Programs.command(words), Map.of());
    }

    Run run(List<String> command, Map<String, String> environment, String... options) {
        List<String> all = new ArrayList<>(words());
        all.addAll(List.of(options));
        all.addAll(command);
        return Run.of(all, environment);
    }

    Run runWith(String option, String words) {
        return runWith(List.of(option), words);
    }

    Run runWith(List<String> options, String words) {
        return Run.of(command(options, words));
    }

    /** What is run. */
    List<String> command(List<String> options, String words) {
        List<String> all = new ArrayList<>(words());
        all.addAll(options);
        all.addAll(Programs.command(words));
        return all;
    }
}
