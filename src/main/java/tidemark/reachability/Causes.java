package tidemark.reachability;

import java.util.Arrays;
import java.util.List;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.Note;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.UnloadNote;

/**
 * Why blocks were lost: which note tells what held them last.
 *
 * <p>A lost block was still reachable until the last of the events that took away what led to it, the unloading of a module or the end of a thread: what went
 * away pointed at it, or at another lost block from which a chain of pointers leads there. So the notes are taken from the last to the first, those of
 * one event together, and each block belongs to the first of them that leads to it; an event's own pointers come before its chains.
 */
final class Causes {
    static final int NONE = -1;

    private final List<Note> notes;
    private final byte[] verdicts;
    private final PointerWalk walk;
    private final int[] causes;
    private final BlockQueue queue = new BlockQueue();

    private Causes(Snapshot snapshot, byte[] verdicts, PointerWalk walk) {
        notes = snapshot.notes();
        this.verdicts = verdicts;
        this.walk = walk;
        causes = new int[verdicts.length];
        Arrays.fill(causes, NONE);
    }

    /** For each block the number of its note in the snapshot, or NONE; empty if there are no notes. */
    static int[] find(Snapshot snapshot, byte[] verdicts, PointerWalk walk) {
        if (snapshot.notes().isEmpty()) {
            return new int[0];
        }
        Causes search = new Causes(snapshot, verdicts, walk);
        search.find();
        return search.causes;
    }

    private void find() {
        int first;
        for (int end = notes.size(); end > 0; end = first) {
            first = firstOfEvent(end);
            for (int number = first; number < end; number++) {
                mark(notes.get(number).block(), number);
            }
            for (int number = first; number < end; number++) {
                if (causes[notes.get(number).block()] == number) {
                    int cause = number;
                    queue.add(notes.get(number).block());
                    walk.follow(queue, (_, found, count) -> markAll(found, count, cause));
                }
            }
        }
    }

    private int firstOfEvent(int end) {
        int first = end - 1;
        while (first > 0 && event(notes.get(first - 1)) == event(notes.get(end - 1))) {
            first--;
        }
        return first;
    }

    /** Equal for notes beside each other that tell of one event. */
    private static long event(Note note) {
        return note instanceof UnloadNote unload ? unload.module().number() : Long.MIN_VALUE | ((EndNote) note).tid();
    }

    private void markAll(int[] found, int count, int cause) {
        for (int i = 0; i < count; i++) {
            if (found[i] != BlockIndex.NONE && mark(BlockIndex.block(found[i]), cause)) {
                queue.add(BlockIndex.block(found[i]));
            }
        }
    }

    /** Whether the block was not marked before. */
    private boolean mark(int block, int cause) {
        if (causes[block] != NONE || !isLost(block)) {
            return false;
        }
        causes[block] = cause;
        return true;
    }

    @SuppressWarnings("EnumOrdinal") // as in Verdicts
    private boolean isLost(int block) {
        return verdicts[block] == Verdict.DEFINITELY_LOST.ordinal()
                || verdicts[block] == Verdict.INDIRECTLY_LOST.ordinal();
    }
}
