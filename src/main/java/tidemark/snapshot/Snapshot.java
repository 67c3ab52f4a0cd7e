package tidemark.snapshot;

import java.util.List;

/**
 * One stopped moment of a process: everything that reachability and the report need. Immutable.
 *
 * @param code where files with executable code are mapped
 * @param unloadNotes in the order of unloading
 * @param threads without the main thread
 * @param gaps what could not be seen, a sentence each; empty means that the check is complete
 */
public record Snapshot(
        ProcessIdentity process,
        Blocks blocks,
        CallPaths callPaths,
        List<Root> roots,
        MemoryImage memory,
        List<Code> code,
        List<UnloadNote> unloadNotes,
        List<ThreadStart> threads,
        HeapUse heapUse,
        List<String> gaps) {
    /**
     * @param start first runtime address
     * @param end first runtime address behind it
     */
    public record Code(long start, long end) {}

    public Snapshot {
        roots = List.copyOf(roots);
        code = List.copyOf(code);
        unloadNotes = List.copyOf(unloadNotes);
        threads = List.copyOf(threads);
        gaps = List.copyOf(gaps);
    }

    public List<ModuleInstance> modules() {
        return callPaths.modules();
    }
}
