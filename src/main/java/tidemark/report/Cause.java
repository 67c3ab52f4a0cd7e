package tidemark.report;

import tidemark.snapshot.EndNote;
import tidemark.snapshot.Frame;
import tidemark.snapshot.Note;
import tidemark.snapshot.UnloadNote;

/**
 * Why blocks were lost: a module was unloaded, one of whose words led to them until then, or a thread ended, whose stack did.
 *
 * @param note one of those that count as one
 * @param tid of the thread; 0: it was a module, or several threads that began with the same function
 */
public record Cause(Note note, int tid, long blocks, long bytes) {
    static Cause of(Note note, long bytes) {
        return new Cause(note, note instanceof EndNote end ? end.tid() : 0, 1, bytes);
    }

    Cause plus(Cause same) {
        return new Cause(note, tid == same.tid ? tid : 0, blocks + same.blocks, bytes + same.bytes);
    }

    /** Of the module in which the word or the thread's function lies; empty if it lies in none. */
    String modulePath() {
        if (note instanceof UnloadNote unload) {
            return unload.module().file().path();
        }
        return ((EndNote) note).routine() instanceof Frame.InModule in
                ? in.module().file().path()
                : "";
    }

    /** Of the word or the thread's function: in the module file's own address space, if there is a module. */
    long address() {
        if (note instanceof UnloadNote unload) {
            return unload.wordAddress();
        }
        return ((EndNote) note).routine() instanceof Frame.InModule in
                ? in.lookupAddress()
                : ((Frame.Anonymous) ((EndNote) note).routine()).runtimeAddress();
    }
}
