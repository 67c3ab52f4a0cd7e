package tidemark.symbolise;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * The module that the kernel maps into each process. It has no file, but all processes of a kernel have the same one, so this process's is
 * read; the build-id shows whether it is.
 */
final class Vdso {
    private static final int MAX_BYTES = 1 << 20;

    private Vdso() {}

    static boolean is(ModuleFile file) {
        return file.path().equals("linux-vdso.so.1") || file.path().startsWith("[");
    }

    static ElfFile open(ModuleFile file) throws ElfException {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
                if (line.endsWith("[vdso]")) {
                    return open(file, line);
                }
            }
        } catch (IOException e) {
            throw new ElfException("is the kernel's, and cannot be read: " + e.getMessage());
        }
        throw new ElfException("is the kernel's and has no file");
    }

    private static ElfFile open(ModuleFile file, String mapping) throws IOException, ElfException {
        int dash = mapping.indexOf('-');
        long start = Long.parseLong(mapping, 0, dash, 16);
        long end = Long.parseLong(mapping, dash + 1, mapping.indexOf(' '), 16);
        byte[] image = new byte[(int) Math.min(MAX_BYTES, end - start)];
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
            memory.seek(start);
            memory.readFully(image);
        }
        ElfFile elf = ElfFile.of(Path.of(file.name()), MemorySegment.ofArray(image));
        if (file.buildId().isEmpty()
                || !elf.buildId()
                        .equals(java.util.Optional.of(file.buildId().get().hex()))) {
            throw new ElfException("is the kernel's and has no file");
        }
        return elf;
    }
}
