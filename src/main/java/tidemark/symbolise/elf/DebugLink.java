package tidemark.symbolise.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What {@code .gnu_debuglink} says of a file's separate debug file.
 *
 * @param name without a folder
 * @param crc of all the debug file's bytes, as zlib computes it
 */
public record DebugLink(String name, int crc) {
    private static final int PIECE_BYTES = 1 << 16;

    /** Empty if the file has no such section, or one that names no file. */
    public static Optional<DebugLink> of(ElfFile file) throws ElfException {
        Optional<Section> section = file.hasSections() ? file.section(".gnu_debuglink") : Optional.empty();
        if (section.isEmpty()) {
            return Optional.empty();
        }
        Bytes bytes = file.bytes(section.get(), ".gnu_debuglink");
        String name = bytes.text(0);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new DebugLink(name, bytes.i32(bytes.size() - 4)));
    }

    /** Whether this is the file that is meant, by its content. It is read, not mapped: native code would not survive its being cut short. */
    public boolean means(Path file) throws IOException {
        CRC32 sum = new CRC32();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(piece.clear()) >= 0) {
                sum.update(piece.flip());
            }
        }
        return (int) sum.getValue() == crc;
    }
}
