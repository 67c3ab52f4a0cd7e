package tidemark.snapshot;

/** One step of a call path, taken when the block was allocated. */
public sealed interface Frame {
    /**
     * In a module.
     *
     * @param lookupAddress an address, in the file's own address space, inside the calling instruction
     */
    record InModule(ModuleInstance module, long lookupAddress) implements Frame {}

    /**
     * Outside of every module: generated code.
     *
     * @param runtimeAddress an address inside the calling instruction
     */
    record Anonymous(long runtimeAddress) implements Frame {}
}
