package tidemark.symbolise.elf;

/**
 * A section header.
 *
 * @param nameOffset in the section names' string table
 * @param address in the file's own address space; 0 if it is not loaded
 */
record Section(
        int nameOffset, int type, long flags, long address, long offset, long sizeBytes, int link, long alignment) {
    static final int NULL = 0;
    static final int SYMTAB = 2;
    static final int NOTE = 7;
    /** Takes no room in the file; in a separate debug file that is every section that is loaded. */
    static final int NOBITS = 8;

    static final int DYNSYM = 11;

    private static final long COMPRESSED = 0x800;
    private static final long EXECUTABLE = 4;
    private static final int HEADER_BYTES = 64;

    static Section read(Bytes file, long tableOffset, int number) throws ElfException {
        long at = tableOffset + (long) number * HEADER_BYTES;
        return new Section(
                file.i32(at),
                file.i32(at + 4),
                file.u64(at + 8),
                file.u64(at + 16),
                file.u64(at + 24),
                file.u64(at + 32),
                file.i32(at + 40),
                file.u64(at + 48));
    }

    boolean executable() {
        return (flags & EXECUTABLE) != 0;
    }

    /** Whether it has bytes in the file. */
    boolean stored() {
        return type != NOBITS;
    }

    boolean compressed() {
        return (flags & COMPRESSED) != 0;
    }

    boolean contains(long fileAddress) {
        return fileAddress >= address && fileAddress - address < sizeBytes;
    }
}
