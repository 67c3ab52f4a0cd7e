package tidemark.snapshot;

import java.util.Optional;

/**
 * A free that was wrong, and those like it: of the same sort and by the same call paths. Paths are numbers of {@link CallPaths}; 0 where there is none.
 *
 * @param address that was to be freed, as of the first
 * @param block where the block in question starts; 0 if there is none
 * @param path the wrong free's
 * @param allocatedBy the block's
 * @param freedBy of the free before, if there was one and its path was kept
 * @param place where the address lies in a module
 * @param thread the number that the agent gave the thread
 * @param count how many there were, at least 1
 */
public record WrongFree(
        Sort sort,
        long address,
        long block,
        long sizeBytes,
        int path,
        int allocatedBy,
        int freedBy,
        Optional<Place> place,
        int thread,
        int count) {
    /** What is wrong with it. */
    public enum Sort {
        /** The block is of another kind than is freed so. */
        MISMATCHED,
        /** The block was freed before. */
        SECOND,
        /** In a block, but not its start. */
        INSIDE,
        /** On the thread's stack. */
        ON_STACK,
        /** In a module. */
        IN_MODULE,
        /** Where malloc never puts a block. */
        NOWHERE
    }

    /** @param fileAddress in the module file's own address space */
    public record Place(ModuleInstance module, long fileAddress) {}

    public WrongFree {
        assert count >= 1 && place.isPresent() == (sort == Sort.IN_MODULE);
    }
}
