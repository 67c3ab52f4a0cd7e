package tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the agent does with blocks besides recording them.
 *
 * @param clearedBlocks which blocks are cleared when they are allocated, as the agent takes it: a size in bytes, {@code all} or
 *     {@code no}; empty: up to the usual size
 * @param freelistBytes how many bytes of freed blocks are kept aside before libc gets them; empty: none
 * @param freedPaths of how many frees the call paths are kept; empty: of a process's first ones
 */
record HeapHandling(Optional<String> clearedBlocks, OptionalLong freelistBytes, OptionalInt freedPaths) {
    /** What the agent is told, NAME=VALUE. */
    List<String> assignments() {
        List<String> assignments = new ArrayList<>();
        if (clearedBlocks.isPresent()) {
            assignments.add("TIDEMARK_CLEAR_BLOCKS=" + clearedBlocks.get());
        }
        if (freelistBytes.isPresent()) {
            assignments.add("TIDEMARK_FREELIST_VOL=" + freelistBytes.getAsLong());
        }
        if (freedPaths.isPresent()) {
            assignments.add("TIDEMARK_FREED_PATHS=" + freedPaths.getAsInt());
        }
        return assignments;
    }
}
