package tidemark.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Verdict;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;

/**
 * What is said of modules that are still loaded although dlclose was called for them. Their variables go on to hold blocks, which the user expects to
 * be lost. Said is why, where a still reachable block was allocated through such a module; with -v of all of them, also where the reason is not
 * known.
 */
final class StayedModules {
    private static final String UNKNOWN =
            "it was opened more often than closed, something else needs it, or it was opened with RTLD_NODELETE";

    private final Map<String, ModuleFile> byPath = new LinkedHashMap<>();

    void add(Collection<ModuleInstance> modules) {
        for (ModuleInstance module : modules) {
            if (module.stayed() && !module.unloaded()) {
                byPath.putIfAbsent(module.file().path(), module.file());
            }
        }
    }

    /** @param why what the files tell */
    List<String> lines(
            List<LossRecord> records, ReportStyle.Detail detail, Function<ModuleFile, Optional<String>> why) {
        List<String> lines = new ArrayList<>();
        for (ModuleFile file : byPath.values()) {
            boolean verbose = detail == ReportStyle.Detail.VERBOSE;
            if (!verbose && !concerns(file, records)) {
                continue;
            }
            Optional<String> reason = why.apply(file);
            if (verbose || reason.isPresent()) {
                lines.add(file.name() + " stayed loaded after dlclose, since " + reason.orElse(UNKNOWN)
                        + ": what its variables hold is still reachable");
            }
        }
        return lines;
    }

    private static boolean concerns(ModuleFile file, List<LossRecord> records) {
        for (LossRecord record : records) {
            if (record.verdict() == Verdict.STILL_REACHABLE && goesThrough(file, record)) {
                return true;
            }
        }
        return false;
    }

    private static boolean goesThrough(ModuleFile file, LossRecord record) {
        for (Frame frame : record.path().frames()) {
            if (frame instanceof Frame.InModule in && in.module().file().path().equals(file.path())) {
                return true;
            }
        }
        return false;
    }
}
