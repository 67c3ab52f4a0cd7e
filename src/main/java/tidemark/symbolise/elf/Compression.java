package tidemark.symbolise.elf;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks what stands compressed in a file. The compressed bytes are copied out of the mapping first: libraries, some of them native,
 * would not survive a file that is cut short. What comes out is bounded by what the format can make of so many bytes and by the memory
 * that there is.
 *
 * <p>Format: gABI, chapter 4, Compression Header; {@code .zdebug} sections are described in binutils' bfd/compress.c.
 */
final class Compression {
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    private static final int HEADER_BYTES = 24;
    private static final int OLD_HEADER_BYTES = 12;
    private static final int OLD_MAGIC = 0x42494c5a; // "ZLIB"

    /** Of deflate; a zstd block of four bytes can stand for 128 KiB. */
    private static final long MOST_ZLIB_GAIN = 1032;

    private static final long MOST_ZSTD_GAIN = 1 << 15;
    /** Symbols without lines are small: this is a hundred times what the largest distribution's libraries have. */
    private static final int MAX_XZ_BYTES = 1 << 28;

    private static final int MAX_XZ_DICTIONARY_KIB = 1 << 16;
    private static final int PIECE_BYTES = 1 << 16;

    private Compression() {}

    /** Of a section with SHF_COMPRESSED. */
    static MemorySegment expand(Bytes section, String what) throws ElfException {
        int type = section.i32(0);
        long sizeBytes = section.u64(8);
        Bytes packed = section.part(HEADER_BYTES, section.size() - HEADER_BYTES, "compressed bytes");
        return switch (type) {
            case ZLIB -> inflate(packed, room(sizeBytes, packed, MOST_ZLIB_GAIN, what), what);
            case ZSTD -> unpackZstd(packed, room(sizeBytes, packed, MOST_ZSTD_GAIN, what), what);
            default -> throw new ElfException(what + ": compression type " + type + " is not known");
        };
    }

    /** Of a section whose name begins with {@code .zdebug}. */
    static MemorySegment expandOld(Bytes section, String what) throws ElfException {
        if (section.size() < OLD_HEADER_BYTES || section.i32(0) != OLD_MAGIC) {
            return section.segment();
        }
        long sizeBytes = Long.reverseBytes(section.u64(4));
        Bytes packed = section.part(OLD_HEADER_BYTES, section.size() - OLD_HEADER_BYTES, "compressed bytes");
        return inflate(packed, room(sizeBytes, packed, MOST_ZLIB_GAIN, what), what);
    }

    private static MemorySegment room(long sizeBytes, Bytes packed, long mostGain, String what) throws ElfException {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (sizeBytes < 0 || sizeBytes / mostGain > packed.size() || sizeBytes > most) {
            throw new ElfException(what + ": " + packed.size() + " compressed bytes are said to be "
                    + Long.toUnsignedString(sizeBytes) + "; at most " + most + " are unpacked");
        }
        try {
            return Arena.ofAuto().allocate(Math.max(1, sizeBytes)).asSlice(0, sizeBytes);
        } catch (OutOfMemoryError e) {
            throw new ElfException(what + ": no memory to unpack " + sizeBytes + " bytes");
        }
    }

    private static MemorySegment inflate(Bytes packed, MemorySegment into, String what) throws ElfException {
        long read = 0;
        long written = 0;
        byte[] piece = new byte[PIECE_BYTES];
        try (Inflater inflater = new Inflater()) {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int count = (int) Math.min(PIECE_BYTES, packed.size() - read);
                    inflater.setInput(packed.copy(read, count));
                    read += count;
                }
                int count = inflater.inflate(piece);
                if (count > into.byteSize() - written) {
                    throw new ElfException(what + ": more than " + into.byteSize() + " bytes come out of it");
                }
                MemorySegment.copy(piece, 0, into, ValueLayout.JAVA_BYTE, written, count);
                written += count;
                if (count == 0 && (inflater.needsDictionary() || read == packed.size())) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            throw new ElfException(what + ": damaged zlib data: " + e.getMessage());
        }
        return complete(into, written, what);
    }

    private static MemorySegment unpackZstd(Bytes packed, MemorySegment into, String what) throws ElfException {
        if (packed.size() > Integer.MAX_VALUE - 8) {
            throw new ElfException(what + ": " + packed.size() + " bytes of zstd data are too many");
        }
        MemorySegment copy = MemorySegment.ofArray(packed.copy(0, (int) packed.size()));
        try {
            return complete(into, new ZstdJavaDecompressor().decompress(copy, into), what);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ElfException(what + ": damaged zstd data: " + e.getMessage());
        }
    }

    private static MemorySegment complete(MemorySegment into, long written, String what) throws ElfException {
        if (written != into.byteSize()) {
            throw new ElfException(what + ": " + written + " bytes come out of it, not " + into.byteSize());
        }
        return into;
    }

    /** An xz file. */
    static MemorySegment unpackXz(Bytes packed, String what) throws ElfException {
        if (packed.size() > MAX_XZ_BYTES) {
            throw new ElfException(what + ": " + packed.size() + " bytes of xz data are too many");
        }
        byte[] copy = packed.copy(0, (int) packed.size());
        try (InputStream stream = new XZInputStream(new ByteArrayInputStream(copy), MAX_XZ_DICTIONARY_KIB)) {
            byte[] unpacked = stream.readNBytes(MAX_XZ_BYTES + 1);
            if (unpacked.length > MAX_XZ_BYTES) {
                throw new ElfException(what + ": more than " + MAX_XZ_BYTES + " bytes come out of it");
            }
            return MemorySegment.ofArray(unpacked);
        } catch (IOException e) {
            throw new ElfException(what + ": damaged xz data: " + e);
        }
    }
}
