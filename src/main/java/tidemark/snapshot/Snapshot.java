package tidemark.snapshot;

import java.util.List;

/**
 * One stopped moment of a process: everything that reachability and the report need. Immutable.
 *
 * @param unloadNotes in the order of unloading
 * @param gaps what could not be seen, a sentence each; empty means that the check is complete
 */
public record Snapshot(
        ProcessIdentity process,
        Blocks blocks,
        CallPaths callPaths,
        List<Root> roots,
        MemoryImage memory,
        List<UnloadNote> unloadNotes,
        HeapUse heapUse,
        List<String> gaps) {
    public Snapshot {
        roots = List.copyOf(roots);
        unloadNotes = List.copyOf(unloadNotes);
        gaps = List.copyOf(gaps);
    }

    public List<ModuleInstance> modules() {
        return callPaths.modules();
    }
}
