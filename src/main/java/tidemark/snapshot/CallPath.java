package tidemark.snapshot;

import java.util.List;

/**
 * How an allocation was reached.
 *
 * @param frames innermost first; the first is the agent's allocation function (malloc, calloc, ...). Empty if unrecorded
 * @param exactFrames how many of them, from the first on, were found by unwind information. The last of these has none, if there are more: its caller was
 *     found by the frame pointer
 */
public record CallPath(List<Frame> frames, int exactFrames, Ending ending) {
    /** Why the walk went no further out than its last frame. */
    public enum Ending {
        /** The thread's first frame was reached. */
        COMPLETE,
        /** Deeper than the agent's limit, or the unwind information led nowhere. */
        CUT,
        /** No walk could be made. */
        UNRECORDED
    }

    public CallPath {
        frames = List.copyOf(frames);
    }
}
