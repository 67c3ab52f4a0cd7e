package tidemark.symbolise.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A stretch of foreign bytes, read as little-endian numbers. Every read is checked against the stretch's end, here
 * and nowhere else, so that callers may use whatever offsets a file gives them.
 */
final class Bytes {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** C++ names of several kilobytes are common; nothing sensible is longer than this. */
    private static final int MAX_TEXT_BYTES = 1 << 16;

    private final MemorySegment segment;
    private final String what;

    /** @param what what these bytes are, for messages */
    Bytes(MemorySegment segment, String what) {
        this.segment = segment;
        this.what = what;
    }

    MemorySegment segment() {
        return segment;
    }

    long size() {
        return segment.byteSize();
    }

    Bytes part(long offset, long sizeBytes, String partName) throws ElfException {
        if (offset < 0 || sizeBytes < 0 || offset > size() || sizeBytes > size() - offset) {
            throw new ElfException(what + ": " + partName + " lies outside of it (0x" + Long.toHexString(sizeBytes)
                    + " bytes at 0x" + Long.toHexString(offset) + " of 0x" + Long.toHexString(size()) + ")");
        }
        return new Bytes(segment.asSlice(offset, sizeBytes), what + ": " + partName);
    }

    int u8(long offset) throws ElfException {
        check(offset, 1);
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    int u16(long offset) throws ElfException {
        check(offset, 2);
        return segment.get(U16, offset) & 0xffff;
    }

    int i32(long offset) throws ElfException {
        check(offset, 4);
        return segment.get(U32, offset);
    }

    long u32(long offset) throws ElfException {
        return i32(offset) & 0xffff_ffffL;
    }

    long u64(long offset) throws ElfException {
        check(offset, 8);
        return segment.get(U64, offset);
    }

    byte[] copy(long offset, int count) throws ElfException {
        check(offset, count);
        byte[] copy = new byte[count];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, copy, 0, count);
        return copy;
    }

    /**
     * Fills the first {@code count} elements: copying many at once is far cheaper in a cold JVM than reading one by
     * one.
     */
    void copyInto(long[] target, int count, long offset) throws ElfException {
        check(offset, 8L * count);
        MemorySegment.copy(segment, U64, offset, target, 0, count);
    }

    /** The NUL-terminated text there; cut at 64 KiB or at the end of the bytes, control characters shown as '?'. */
    String text(long offset) throws ElfException {
        check(offset, 1);
        long end = Math.min(size(), offset + MAX_TEXT_BYTES);
        long at = offset;
        while (at < end && segment.get(ValueLayout.JAVA_BYTE, at) != 0) {
            at++;
        }
        byte[] text = copy(offset, (int) (at - offset));
        for (int i = 0; i < text.length; i++) {
            if ((text[i] >= 0 && text[i] < ' ') || text[i] == 0x7f) {
                text[i] = '?';
            }
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private void check(long offset, long count) throws ElfException {
        if (offset < 0 || offset > size() - count) {
            throw new ElfException(what + " ends at 0x" + Long.toHexString(size()) + ", before what should be at 0x"
                    + Long.toHexString(offset));
        }
    }
}
