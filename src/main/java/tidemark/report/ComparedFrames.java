package tidemark.report;

import java.util.List;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;

/**
 * The frames that decide whether two call paths are one in the report: the innermost ones, as (module, offset) in a module, whichever instance of it,
 * and as the address outside of all modules.
 */
final class ComparedFrames {
    private final ModuleIdentities identities;
    private final int callers;
    private final int mergedFrames;

    /**
     * @param known of all processes whose frames are to be compared
     * @param style how many frames are compared, and what becomes of recursions
     */
    ComparedFrames(List<ModuleInstance> modules, KnownModules known, ReportStyle style) {
        this.identities = new ModuleIdentities(modules, known);
        callers = Math.min(style.callers(), style.resolution());
        mergedFrames = style.mergedFrames();
    }

    ModuleIdentities identities() {
        return identities;
    }

    /** The path as it is reported. */
    CallPath merged(CallPath path) {
        return Recursion.merged(path, mergedFrames);
    }

    /** @param path as it is reported */
    List<Frame> of(CallPath path) {
        return path.frames().subList(0, Math.min(callers, path.frames().size()));
    }

    /** Equal for equal frames. */
    long[] key(List<Frame> compared) {
        long[] key = new long[compared.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = key(compared.get(i));
        }
        return key;
    }

    private long key(Frame frame) {
        // No switch over the types, and no Comparator.comparing: the JVM would generate classes for them in every run.
        return frame instanceof Frame.InModule in
                ? CallPaths.encode(identities.of(in.module()), in.lookupAddress())
                : CallPaths.encodeAddress(((Frame.Anonymous) frame).runtimeAddress());
    }
}
