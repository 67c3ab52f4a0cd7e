package tidemark.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tree of call paths. A node is a frame and its caller's node; a block keeps the number of its innermost frame's node.
 * Frames and numbers are encoded as {@code agent/ledger.layout} says: this class only turns them into values when asked.
 */
public final class CallPaths {
    /** Numbers below are no frames but say how a walk ended. */
    public static final int FIRST = 16;

    public static final int COMPLETE = 0;
    public static final int UNRECORDED = 1;
    public static final int CUT = 2;
    /** As unrecorded, and the program wants the blocks to be ignored. */
    public static final int UNRECORDED_IGNORED = 3;

    /** The frame of a node whose blocks the program wants to be ignored; its parent is the path by which they were allocated. */
    public static final long IGNORED_FRAME = 0x4000000000000000L;

    /** Set in a frame in a module whose code has no unwind information; outside of modules no code has any. */
    static final long UNDESCRIBED = 0x1000000000000000L;

    static final int OFFSET_BITS = 40;
    static final int ADDRESS_BITS = 47;
    static final long ADDRESS_MARK = 0x1ffff;

    private final long[] frames;
    private final int[] parents;
    private final List<ModuleInstance> modules;
    private final boolean ignoresBlocks;

    /**
     * @param frames encoded frame of node i
     * @param parents caller of node i, always a smaller number
     * @param modules instance i is number i
     */
    public CallPaths(long[] frames, int[] parents, List<ModuleInstance> modules) {
        this.frames = Arrays.copyOf(frames, frames.length);
        this.parents = Arrays.copyOf(parents, parents.length);
        this.modules = List.copyOf(modules);
        ignoresBlocks = contains(this.frames, IGNORED_FRAME);
    }

    private static boolean contains(long[] words, long wanted) {
        for (long word : words) {
            if (word == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Encodes a return address in a module, as the agent does. */
    public static long encode(int instance, long returnOffset) {
        return (long) instance << OFFSET_BITS | returnOffset;
    }

    /** Encodes a return address outside of every module. */
    public static long encodeAddress(long returnAddress) {
        return ADDRESS_MARK << ADDRESS_BITS | returnAddress;
    }

    /** Encodes a frame, as the agent does. */
    public static long encode(Frame frame) {
        return frame instanceof Frame.InModule in
                ? encode(in.module().number(), in.lookupAddress() + 1)
                : encodeAddress(((Frame.Anonymous) frame).runtimeAddress() + 1);
    }

    /** How many numbers there are, those below {@link #FIRST} included. */
    public int size() {
        return frames.length;
    }

    public int parent(int node) {
        return parents[node];
    }

    /** The encoded frame of a node. */
    public long encodedFrame(int node) {
        return frames[node];
    }

    /** The number of the module instance in which a node's frame lies; -1 outside of all modules. */
    public int instance(int node) {
        return instanceIn(frames[node]);
    }

    /** The same for a frame as the agent encodes it. */
    public static int instanceIn(long encoded) {
        return encoded >>> ADDRESS_BITS == ADDRESS_MARK ? -1 : (int) ((encoded & ~UNDESCRIBED) >>> OFFSET_BITS);
    }

    public List<ModuleInstance> modules() {
        return modules;
    }

    /** Whether there may be blocks that the program wants to be ignored. */
    public boolean ignoresBlocks() {
        return ignoresBlocks;
    }

    /** Whether the program wants the node's blocks to be ignored, as it tells LeakSanitizer. */
    public boolean ignored(int node) {
        return frames[node] == IGNORED_FRAME || node == UNRECORDED_IGNORED;
    }

    /** The node of the allocation function: the node itself, unless it only says that its blocks are ignored. */
    public int allocation(int node) {
        return frames[node] == IGNORED_FRAME ? parents[node] : node;
    }

    /** The path whose innermost frame is {@code node}. */
    public CallPath path(int node) {
        List<Frame> path = new ArrayList<>();
        int at = allocation(node);
        int exactFrames = Integer.MAX_VALUE;
        while (at >= FIRST) {
            path.add(decode(frames[at], modules));
            if (isUndescribed(frames[at])) {
                exactFrames = Math.min(exactFrames, path.size());
            }
            at = parents[at];
        }
        return new CallPath(path, Math.min(exactFrames, path.size()), ending(at));
    }

    private static boolean isUndescribed(long encoded) {
        return (encoded & UNDESCRIBED) != 0; // an address outside of all modules has all upper bits
    }

    private static CallPath.Ending ending(int root) {
        return switch (root) {
            case COMPLETE -> CallPath.Ending.COMPLETE;
            case CUT -> CallPath.Ending.CUT;
            default -> CallPath.Ending.UNRECORDED;
        };
    }

    /**
     * @param encoded not {@link #IGNORED_FRAME}
     * @param modules instance i is number i
     */
    public static Frame decode(long encoded, List<ModuleInstance> modules) {
        if (encoded >>> ADDRESS_BITS == ADDRESS_MARK) {
            return new Frame.Anonymous((encoded & (1L << ADDRESS_BITS) - 1) - 1);
        }
        long offset = encoded & (1L << OFFSET_BITS) - 1;
        return new Frame.InModule(modules.get(instanceIn(encoded)), offset - 1);
    }
}
