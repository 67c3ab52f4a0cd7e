package tidemark.report;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.FrameName;

/**
 * What things are called.
 *
 * @param frames asked only for frames of loss records that are shown, or that a suppression may match
 * @param variables what a word of a module is called; asked only for causes of loss records that are shown
 * @param remedies sentences on how to get the names that these files lack
 * @param neverUnloaded why a module stays loaded after dlclose, as what follows "since"; empty if its file does not tell
 * @param offsets how far behind its function's start a frame lies; asked only if that is shown
 */
public record Naming(
        Function<Frame, FrameName> frames,
        VariableNames variables,
        Function<Collection<ModuleFile>, List<String>> remedies,
        Function<ModuleFile, Optional<String>> neverUnloaded,
        Function<FrameName.Function, OptionalLong> offsets) {
    /** Where no module is asked for what stays loaded, and no offsets in functions are shown. */
    public Naming(
            Function<Frame, FrameName> frames,
            VariableNames variables,
            Function<Collection<ModuleFile>, List<String>> remedies) {
        this(frames, variables, remedies, _ -> Optional.empty(), _ -> OptionalLong.empty());
    }
}
