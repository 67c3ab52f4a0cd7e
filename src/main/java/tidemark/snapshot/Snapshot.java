package tidemark.snapshot;

import java.util.List;

/**
 * One stopped moment of a process: everything that reachability and the report need. Immutable.
 *
 * @param code where files with executable code are mapped
 * @param notes in the order of the events that they tell of
 * @param threads without the main thread
 * @param wrongFrees in the order in which they were seen
 * @param gaps what could not be seen, a sentence each; empty means that the check is complete
 */
public record Snapshot(
        ProcessIdentity process,
        Blocks blocks,
        CallPaths callPaths,
        List<Root> roots,
        MemoryImage memory,
        List<Code> code,
        List<Note> notes,
        List<ThreadStart> threads,
        List<WrongFree> wrongFrees,
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
        notes = List.copyOf(notes);
        threads = List.copyOf(threads);
        wrongFrees = List.copyOf(wrongFrees);
        gaps = List.copyOf(gaps);
    }

    /** The same but for these. */
    public Snapshot withWrongFrees(List<WrongFree> others) {
        return new Snapshot(process, blocks, callPaths, roots, memory, code, notes, threads, others, heapUse, gaps);
    }

    public List<ModuleInstance> modules() {
        return callPaths.modules();
    }
}
