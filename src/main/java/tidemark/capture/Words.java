package tidemark.capture;

/** A foreign address space, read a word at a time. What cannot be read is 0, which no structure that is looked for can hold. */
@FunctionalInterface
interface Words {
    /** The eight bytes at an address of any alignment, little endian. */
    long at(long address);

    /** The four bytes at an address. */
    default int intAt(long address) {
        return (int) at(address);
    }
}
