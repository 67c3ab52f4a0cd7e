package tidemark.snapshot;

import java.util.List;

/**
 * How an allocation was reached.
 *
 * @param frames innermost first; the first is the agent's allocation function (malloc, calloc, ...). Empty if unrecorded
 */
public record CallPath(List<Frame> frames, Ending ending) {
    /** Why the walk went no further out than its last frame. */
    public enum Ending {
        /** The thread's first frame was reached. */
        COMPLETE,
        /** Deeper than the agent's limit, or the unwind information led nowhere. */
        CUT,
        /** It went through code without unwind information, by frame pointers. */
        APPROXIMATE,
        /** No walk could be made. */
        UNRECORDED
    }

    public CallPath {
        frames = List.copyOf(frames);
    }
}
