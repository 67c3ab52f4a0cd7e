package tidemark.symbolise.elf;

/**
 * Reads the pointers and the variable-length numbers of exception frames one after the other ({@code DW_EH_PE_*}
 * encodings).
 */
final class EncodedPointers {
    private static final int INDIRECT = 0x80;
    private static final int RELATIVE_TO_ITSELF = 0x10;
    private static final int RELATIVE_TO_DATA = 0x30;

    private final Bytes bytes;
    private final long address;
    private long at;

    /**
     * @param address of the first byte, in the file's own address space; also what data-relative pointers are
     *     relative to
     * @param at the offset to start from
     */
    EncodedPointers(Bytes bytes, long address, long at) {
        this.bytes = bytes;
        this.address = address;
        this.at = at;
    }

    long at() {
        return at;
    }

    int u8() throws ElfException {
        int value = bytes.u8(at);
        at++;
        return value;
    }

    /** The next pointer's value; one that is to be read from memory (indirect) is only passed over. */
    long next(int encoding) throws ElfException {
        long self = address + at;
        long value = number(encoding);
        return switch (encoding & ~INDIRECT & 0xf0) {
            case 0 -> value;
            case RELATIVE_TO_ITSELF -> self + value;
            case RELATIVE_TO_DATA -> address + value;
            default ->
                throw new ElfException("exception frames with pointer encoding 0x" + Integer.toHexString(encoding));
        };
    }

    /** The next pointer without its base: a length. */
    long number(int encoding) throws ElfException {
        long start = at;
        return switch (encoding & 0xf) {
            case 0x0, 0x4, 0xc -> {
                at += 8;
                yield bytes.u64(start);
            }
            case 0x1 -> uleb();
            case 0x2 -> {
                at += 2;
                yield bytes.u16(start);
            }
            case 0x3 -> {
                at += 4;
                yield bytes.u32(start);
            }
            case 0x9 -> sleb();
            case 0xa -> {
                at += 2;
                yield (short) bytes.u16(start);
            }
            case 0xb -> {
                at += 4;
                yield bytes.i32(start);
            }
            default ->
                throw new ElfException("exception frames with pointer encoding 0x" + Integer.toHexString(encoding));
        };
    }

    long uleb() throws ElfException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << Math.min(shift, 63);
            if (next < 0x80) {
                return value;
            }
        }
        throw new ElfException("exception frames with a number of more than 64 bits");
    }

    long sleb() throws ElfException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << Math.min(shift, 63);
            if (next < 0x80) {
                boolean negative = (next & 0x40) != 0 && shift + 7 < 64;
                return negative ? value | (-1L << (shift + 7)) : value;
            }
        }
        throw new ElfException("exception frames with a number of more than 64 bits");
    }
}
