package tidemark.symbolise.dwarf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a section from one byte to the next, little-endian. It looks at a few kilobytes at a time, copied from the mapped file: arrays are
 * what a JVM that has just started reads quickly. Every read is checked against the section's end, here and nowhere else.
 */
final class Cursor {
    private static final int WINDOW_BYTES = 4096;
    private static final int SEEK_COST = 16;
    /** C++ names of several kilobytes are common; nothing sensible is longer than this. */
    private static final int MAX_TEXT_BYTES = 1 << 16;

    private final MemorySegment section;
    private final String name;
    private final Effort effort;
    private final byte[] window;
    /** Offset in the section of the window's first byte. */
    private long windowStart;

    /** In the window: the next byte to read, and the first that is not there. */
    private int at;

    private int filled;

    /** @param name of the section, for messages */
    Cursor(MemorySegment section, String name, Effort effort) {
        this.section = section;
        this.name = name;
        this.effort = effort;
        this.window = new byte[(int) Math.min(WINDOW_BYTES, section.byteSize())];
    }

    /** Another one on the same section. */
    Cursor another() {
        return new Cursor(section, name, effort);
    }

    long sizeBytes() {
        return section.byteSize();
    }

    long offset() {
        return windowStart + at;
    }

    boolean atEnd() {
        return offset() >= section.byteSize();
    }

    /** A position outside of the section is told when something is read there. */
    Cursor seek(long offset) throws DwarfException {
        effort.spend(SEEK_COST);
        long into = offset - windowStart;
        if (into >= 0 && into <= filled) {
            at = (int) into;
        } else {
            windowStart = offset;
            at = 0;
            filled = 0;
        }
        return this;
    }

    void skip(long bytes) throws DwarfException {
        if (bytes >= 0 && bytes <= filled - at) {
            at += (int) bytes;
        } else if (bytes < 0 || bytes > section.byteSize()) {
            throw outside(bytes);
        } else {
            seek(offset() + bytes);
        }
    }

    /** Moves the window so that the next bytes are in it. */
    private void require(int bytes) throws DwarfException {
        long start = windowStart + at;
        long available = section.byteSize() - start;
        if (start < 0 || available < bytes) {
            throw outside(bytes);
        }
        int count = (int) Math.min(window.length, available);
        effort.spend(count);
        MemorySegment.copy(section, ValueLayout.JAVA_BYTE, start, window, 0, count);
        windowStart = start;
        at = 0;
        filled = count;
    }

    private DwarfException outside(long bytes) {
        return new DwarfException(name + " ends at 0x" + Long.toHexString(section.byteSize()) + ", before 0x"
                + Long.toHexString(bytes) + " bytes at 0x" + Long.toHexString(offset()));
    }

    int u8() throws DwarfException {
        if (at == filled) {
            require(1);
        }
        return window[at++] & 0xff;
    }

    int u16() throws DwarfException {
        if (filled - at < 2) {
            require(2);
        }
        int value = (window[at] & 0xff) | (window[at + 1] & 0xff) << 8;
        at += 2;
        return value;
    }

    int u24() throws DwarfException {
        return u16() | u8() << 16;
    }

    long u32() throws DwarfException {
        if (filled - at < 4) {
            require(4);
        }
        int value = (window[at] & 0xff)
                | (window[at + 1] & 0xff) << 8
                | (window[at + 2] & 0xff) << 16
                | window[at + 3] << 24;
        at += 4;
        return value & 0xffff_ffffL;
    }

    long u64() throws DwarfException {
        return u32() | u32() << 32;
    }

    /** @param bytes 1, 2, 4 or 8 */
    long unsigned(int bytes) throws DwarfException {
        return switch (bytes) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            case 8 -> u64();
            default -> throw new DwarfException(name + " has numbers of " + bytes + " bytes");
        };
    }

    /** LEB128; what does not fit 64 bits is lost, as producers pad with zeros. */
    long uleb() throws DwarfException {
        int first = u8();
        if (first < 0x80) {
            return first;
        }
        long value = first & 0x7f;
        int shift = 7;
        int next = first;
        while (next >= 0x80) {
            next = u8();
            if (shift < 64) {
                value |= (next & 0x7fL) << shift;
            }
            shift += 7;
        }
        return value;
    }

    long sleb() throws DwarfException {
        long value = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            if (shift < 64) {
                value |= (next & 0x7fL) << shift;
            }
            shift += 7;
        } while (next >= 0x80);
        return (next & 0x40) != 0 && shift < 64 ? value | -1L << shift : value;
    }

    void skipLeb() throws DwarfException {
        while (u8() >= 0x80) {
            // its last byte is the first below
        }
    }

    void skipText() throws DwarfException {
        while (u8() != 0) {
            // up to and with the NUL
        }
    }

    /** The NUL-terminated text here; cut at 64 KiB, control characters shown as '?'. */
    String text() throws DwarfException {
        byte[] text = new byte[64];
        int length = 0;
        for (int next = u8(); next != 0 && length < MAX_TEXT_BYTES; next = u8()) {
            if (length == text.length) {
                text = Arrays.copyOf(text, 2 * length);
            }
            text[length++] = next < ' ' || next == 0x7f ? (byte) '?' : (byte) next;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
