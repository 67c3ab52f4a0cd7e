package tidemark.reachability;

import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;

/**
 * The blocks that the dynamic loader allocated for itself: threads' TLS and its vectors, and the table behind
 * {@code _dl_find_object}. Of these it keeps pointers to an aligned place or to the first element, not to the start, so Memcheck
 * calls them possibly lost (or asks libc to free them first) although they are in use.
 */
final class LoaderBlocks {
    private final Snapshot snapshot;
    private final boolean[] isLoader;

    LoaderBlocks(Snapshot snapshot) {
        this.snapshot = snapshot;
        isLoader = new boolean[snapshot.modules().size()];
        for (ModuleInstance module : snapshot.modules()) {
            isLoader[module.number()] = module.file().isLoader();
        }
    }

    /** Whether the function that called malloc lies in the loader. */
    boolean contains(int block) {
        CallPaths paths = snapshot.callPaths();
        int allocation = snapshot.blocks().callPath(block);
        if (allocation < CallPaths.FIRST || paths.parent(allocation) < CallPaths.FIRST) {
            return false;
        }
        int instance = paths.instance(paths.parent(allocation));
        return instance >= 0 && isLoader[instance];
    }
}
