package tidemark.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tidemark.process.Mapping;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;

/**
 * Constants of modules that lie where they were linked to lie. They stand in the file as they do in memory, so they are mapped from the file that is
 * open for the module, however many they are: nothing of them is copied, and what nobody asks for is not even read.
 *
 * <p>Without such a file they have to be copied from the process. So no limit decides what a virtual table is.
 */
final class FileConstants {
    /** @param path by which the module's very file can be read */
    private record Piece(ModuleFile file, Path path, long start, long end, long fileOffset) {}

    private final List<Piece> pieces;

    private FileConstants(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * @param modules loaded ones
     * @param constants readable, neither writable nor executable
     */
    static FileConstants of(List<Mapping> mappings, List<ModuleInstance> modules, Ranges constants) {
        List<Piece> pieces = new ArrayList<>();
        for (ModuleInstance module : modules) {
            if (module.loadAddress() == 0 && module.file().opened().isPresent()) {
                Path path = module.file().opened().get();
                long inode = inodeAt(mappings, module.start());
                for (Mapping mapping : mappings) {
                    boolean inside = mapping.start() >= module.start() && mapping.start() < module.end();
                    if (inside && inode != 0 && mapping.inode() == inode && holds(constants, mapping)) {
                        pieces.add(
                                new Piece(module.file(), path, mapping.start(), mapping.end(), mapping.fileOffset()));
                    }
                }
            }
        }
        return new FileConstants(pieces);
    }

    private static long inodeAt(List<Mapping> mappings, long address) {
        for (Mapping mapping : mappings) {
            if (mapping.contains(address)) {
                return mapping.inode();
            }
        }
        return 0;
    }

    private static boolean holds(Ranges constants, Mapping mapping) {
        return Ranges.of(mapping.start(), mapping.end()).subtract(constants).isEmpty();
    }

    Ranges ranges() {
        Ranges.Builder ranges = new Ranges.Builder();
        for (Piece piece : pieces) {
            ranges.add(piece.start, piece.end);
        }
        return ranges.build();
    }

    /**
     * The constants as parts of a memory image. What they are asked for must be asked for before the arena is closed.
     *
     * @param copied what is in the image already, since the process wrote to it
     * @param gap takes a sentence on what cannot be read
     */
    List<MemoryImage.Part> parts(Ranges copied, Arena arena, Consumer<String> gap) {
        List<MemoryImage.Part> parts = new ArrayList<>();
        for (Piece piece : pieces) {
            MemorySegment bytes = map(piece, arena, gap);
            Ranges left = Ranges.of(piece.start, piece.start + bytes.byteSize()).subtract(copied);
            for (int i = 0; i < left.count(); i++) {
                long offset = left.start(i) - piece.start;
                parts.add(new MemoryImage.Part(left.start(i), bytes.asSlice(offset, left.end(i) - left.start(i))));
            }
        }
        return parts;
    }

    /** A last page ends where the file ends, in whole words. */
    private static MemorySegment map(Piece piece, Arena arena, Consumer<String> gap) {
        try (FileChannel channel = FileChannel.open(piece.path, StandardOpenOption.READ)) {
            long there = Math.min(piece.end - piece.start, channel.size() - piece.fileOffset) & -Long.BYTES;
            return channel.map(FileChannel.MapMode.READ_ONLY, piece.fileOffset, Math.max(0, there), arena);
        } catch (IOException e) {
            gap.accept("The constants of %s could not be read, by which objects with several base classes are known: %s"
                    .formatted(piece.file.path(), e.getMessage()));
            return MemorySegment.NULL;
        }
    }
}
