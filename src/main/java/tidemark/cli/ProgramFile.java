package tidemark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the kernel sees in a file that it is to run: only as much of ELF as decides about that (elf(5)). */
sealed interface ProgramFile {
    /** A 64-bit x86 ELF file that a loader starts. */
    record Dynamic(String loader) implements ProgramFile {}

    /** A 64-bit x86 ELF file without a loader. */
    record Static() implements ProgramFile {}

    /** An ELF file for another machine. */
    record Foreign(String machine) implements ProgramFile {}

    record Script(String interpreter) implements ProgramFile {}

    /** Neither: execvp has the shell run it. */
    record Other() implements ProgramFile {}

    /** The kernel reads no more of a file to find out what it is (BINPRM_BUF_SIZE). */
    int HEAD_BYTES = 256;

    int ELF_HEADER_BYTES = 64;
    int PROGRAM_HEADER_BYTES = 56;
    int MOST_PROGRAM_HEADER_BYTES = 65536;
    int MOST_PATH_BYTES = 4096;
    int MACHINE_X86_64 = 62;
    int SEGMENT_INTERPRETER = 3;

    static ProgramFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = read(channel, 0, HEAD_BYTES);
            if (startsWith(head, "#!")) {
                return script(head);
            }
            if (startsWith(head, "\177ELF") && head.limit() >= ELF_HEADER_BYTES) {
                return elf(channel, head);
            }
            return new Other();
        }
    }

    private static boolean startsWith(ByteBuffer head, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return head.limit() >= bytes.length && head.slice(0, bytes.length).equals(ByteBuffer.wrap(bytes));
    }

    private static ProgramFile script(ByteBuffer head) {
        String text =
                StandardCharsets.UTF_8.decode(head.duplicate().position(2)).toString();
        int line = text.indexOf('\n');
        String rest = (line < 0 ? text : text.substring(0, line)).strip();
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != ' ' && rest.charAt(end) != '\t') {
            end++;
        }
        return end == 0 ? new Other() : new Script(rest.substring(0, end));
    }

    private static ProgramFile elf(FileChannel channel, ByteBuffer head) throws IOException {
        boolean is64Bit = head.get(4) == 2;
        boolean isLittleEndian = head.get(5) == 1;
        int machine = Short.toUnsignedInt(head.getShort(18));
        if (!is64Bit || !isLittleEndian || machine != MACHINE_X86_64) {
            return new Foreign((is64Bit ? "a 64-bit" : "a 32-bit") + " machine (ELF machine number " + machine + ")");
        }
        int entryBytes = Short.toUnsignedInt(head.getShort(54));
        int tableBytes = entryBytes * Short.toUnsignedInt(head.getShort(56));
        if (entryBytes != PROGRAM_HEADER_BYTES || tableBytes > MOST_PROGRAM_HEADER_BYTES) {
            return new Other();
        }
        ByteBuffer table = read(channel, head.getLong(32), tableBytes);
        for (int at = 0; at + PROGRAM_HEADER_BYTES <= table.limit(); at += PROGRAM_HEADER_BYTES) {
            if (table.getInt(at) == SEGMENT_INTERPRETER) {
                long pathBytes = Math.clamp(table.getLong(at + 32), 0, MOST_PATH_BYTES);
                return new Dynamic(path(read(channel, table.getLong(at + 8), (int) pathBytes)));
            }
        }
        return new Static();
    }

    private static String path(ByteBuffer bytes) {
        String path = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = path.indexOf('\0');
        return end < 0 ? path : path.substring(0, end);
    }

    /** Fewer bytes where the file ends before; none where the offset lies outside of it. */
    private static ByteBuffer read(FileChannel channel, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (at >= 0 && buffer.hasRemaining()) {
            int count = channel.read(buffer, at);
            if (count <= 0) {
                break;
            }
            at += count;
        }
        return buffer.flip();
    }
}
