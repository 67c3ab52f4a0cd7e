package tidemark.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tidemark.reachability.Heuristic;
import tidemark.report.ReportStyle;
import tidemark.report.Shown;

/**
 * A command line that runs a program.
 *
 * @param heuristics by which pointers into the middle of blocks count as pointers to their start
 * @param toldApart the libraries whose own memory is not the program's
 * @param checkShows what of a running process is shown
 * @param suppressionFiles as the user named them
 * @param errorExitCode what to exit with if there are errors; 0 means as the program did
 * @param snapshotFile where to write the snapshot as text
 * @param command the program and its arguments, at least the program
 * @param withoutEffect the options that were accepted for Memcheck's sake, each with the reason why it has no effect
 */
record Options(
        Set<Heuristic> heuristics,
        Set<KnownLibraryCalls.Library> toldApart,
        ReportStyle style,
        Shown checkShows,
        List<String> suppressionFiles,
        int errorExitCode,
        Optional<LogFileName> logFile,
        Following following,
        Place place,
        Modules modules,
        HeapHandling heap,
        NamingOptions naming,
        Optional<String> snapshotFile,
        List<String> command,
        List<String> withoutEffect) {
    /** Whether the programs that the target starts are reported as well. */
    enum Children {
        REPORTED,
        IGNORED
    }

    /** Where the program runs. */
    enum Place {
        /** As a child of the command, which passes signals on and exits as it is told. */
        BELOW_THE_COMMAND,
        /** In the command's own process: each process waits for its report and exits by its own errors. */
        OF_THE_COMMAND
    }

    /** Whether modules that the program unloads stay mapped. */
    enum Modules {
        UNLOADED,
        KEPT
    }

    Options {
        assert !command.isEmpty();
        heuristics = Set.copyOf(heuristics);
        toldApart = Set.copyOf(toldApart);
        suppressionFiles = List.copyOf(suppressionFiles);
        command = List.copyOf(command);
        withoutEffect = List.copyOf(withoutEffect);
    }
}
