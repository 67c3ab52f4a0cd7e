package tidemark.programs;

import java.util.List;

/**
 * One loss record of a report. {@code indirectBytes} are those of lost blocks that hang on this record's blocks; {@code remarks} are the
 * lines of the record that are neither its head nor frames.
 */
record LossRecord(
        Kind kind, long directBytes, long indirectBytes, long blocks, List<StackFrame> frames, List<String> remarks) {
    /**
     * The frames from the caller of the allocator on. How many frames the allocator itself has differs: Memcheck's malloc lies in its
     * preloaded library, which gives aligned_alloc as memalign, posix_memalign as two frames and realloc of NULL as malloc.
     */
    List<StackFrame> callers() {
        int first = 0;
        while (first < frames.size() && frames.get(first).allocates()) {
            first++;
        }
        return frames.subList(first, frames.size());
    }

    /**
     * The functions from the allocator's caller to the outermost function of the program. What lies outside of that is libc's and depends
     * on the tool: a thread starts in clone3, but under Valgrind, which has no clone3, in clone.
     */
    List<String> functions() {
        List<StackFrame> callers = callers();
        int last = callers.size();
        while (last > 0 && !callers.get(last - 1).ownProgram()) {
            last--;
        }
        return callers.subList(0, last == 0 ? callers.size() : last).stream()
                .map(StackFrame::function)
                .toList();
    }

    /**
     * Whether the program itself asked for these blocks, or libc on its behalf (strdup). What the loader, pthread_create and libstdc++'s
     * start keep for themselves is not the program's; its sizes depend on what is preloaded.
     */
    boolean ownProgram() {
        return callers().stream().limit(2).anyMatch(StackFrame::ownProgram);
    }

    Amount direct() {
        return new Amount(directBytes, blocks);
    }
}
