package tidemark.symbolise.dwarf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** An ELF file of nothing but debug sections, so that a test can damage these and leave the rest as it is. */
final class ElfImage {
    private static final int HEADER_BYTES = 64;

    private ElfImage() {}

    /** The file's sections of DWARF, by name. */
    static Map<String, byte[]> sectionsOf(Path path) throws ElfException {
        ElfFile file = ElfFile.open(path);
        Map<String, byte[]> sections = new LinkedHashMap<>();
        for (SectionName name : SectionName.values()) {
            for (String suffix : new String[] {"", ".dwo"}) {
                Optional<MemorySegment> content = file.contents(name.plain + suffix);
                if (content.isPresent()) {
                    sections.put(name.plain + suffix, content.get().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
                }
            }
        }
        return sections;
    }

    static ElfFile of(Map<String, byte[]> sections) throws ElfException {
        return ElfFile.of(Path.of("image"), MemorySegment.ofArray(bytes(sections)));
    }

    static byte[] bytes(Map<String, byte[]> sections) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        int count = sections.size() + 2;
        ByteBuffer headers = ByteBuffer.allocate(count * HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        headers.position(HEADER_BYTES); // section 0 is none
        sections.forEach((name, content) -> {
            header(headers, names, name, HEADER_BYTES + contents.size(), content.length);
            contents.writeBytes(content);
        });
        int namesAt = HEADER_BYTES + contents.size();
        header(headers, names, ".shstrtab", namesAt, names.size() + ".shstrtab".length() + 1);
        contents.writeBytes(names.toByteArray());
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + contents.size() + headers.capacity())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.putShort(16, (short) 3).putShort(18, (short) 62).putInt(20, 1);
        file.putLong(40, HEADER_BYTES + contents.size());
        file.putShort(58, (short) HEADER_BYTES).putShort(60, (short) count).putShort(62, (short) (count - 1));
        file.position(HEADER_BYTES).put(contents.toByteArray()).put(headers.array());
        return file.array();
    }

    private static void header(ByteBuffer headers, ByteArrayOutputStream names, String name, long offset, long size) {
        headers.putInt(names.size()).putInt(1).putLong(0).putLong(0);
        headers.putLong(offset).putLong(size).putInt(0).putInt(0).putLong(1).putLong(0);
        names.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
    }
}
