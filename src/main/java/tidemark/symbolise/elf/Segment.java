package tidemark.symbolise.elf;

/**
 * A program header.
 *
 * @param address in the file's own address space
 * @param fileBytes how much of it stands in the file
 */
record Segment(int type, long offset, long address, long fileBytes, long alignment) {
    static final int LOAD = 1;
    static final int DYNAMIC = 2;
    static final int INTERPRETER = 3;
    static final int NOTE = 4;
    static final int EH_FRAME_HEADER = 0x6474e550;

    private static final int HEADER_BYTES = 56;

    static Segment read(Bytes file, long tableOffset, int number) throws ElfException {
        long at = tableOffset + (long) number * HEADER_BYTES;
        return new Segment(file.i32(at), file.u64(at + 8), file.u64(at + 16), file.u64(at + 32), file.u64(at + 48));
    }

    boolean contains(long fileAddress) {
        return fileAddress >= address && fileAddress - address < fileBytes;
    }
}
