package tidemark.symbolise.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An ELF file, mapped and read on demand. Any ELF file can be opened and asked for its class, type and machine;
 * the rest is for 64-bit little-endian files. Whatever the bytes are, a method returns or throws {@link
 * ElfException}; only if the file is cut short while it is mapped does the JVM throw an {@link InternalError}. The
 * mapping goes away with the last reference, unless it was opened for a shorter time.
 *
 * <p>Format: System V ABI, chapters 4 and 5, and the gABI's additions for counts that do not fit their fields.
 */
public final class ElfFile {
    public enum FileClass {
        BITS_32,
        BITS_64
    }

    public enum Machine {
        X86_64,
        AARCH64,
        OTHER
    }

    public enum Type {
        /** Linked for a fixed address. */
        EXECUTABLE,
        /** A shared library or a position-independent executable. */
        SHARED,
        OTHER
    }

    private static final int MAGIC = 0x464c457f;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SEGMENT_HEADER_BYTES = 56;
    /** Counts that do not fit 16 bits are written with this escape, and stand in section 0. */
    private static final int SEGMENT_COUNT_ELSEWHERE = 0xffff;

    private static final int NAMES_ELSEWHERE = 0xffff;
    private static final int MAX_HEADERS = 1 << 20;
    private static final String DEBUG_PREFIX = ".debug_";
    private static final String OLD_DEBUG_PREFIX = ".zdebug_";
    private static final int BUILD_ID_NOTE = 3;
    private static final int MAX_BUILD_ID_BYTES = 64;

    private final Path path;
    private final Bytes bytes;
    private Optional<List<Section>> sections = Optional.empty();
    private Optional<List<Segment>> segments = Optional.empty();
    private Optional<SectionNames> sectionNames = Optional.empty();

    private ElfFile(Path path, Bytes bytes) throws ElfException {
        this.path = path;
        this.bytes = bytes;
        if (bytes.size() < 52 || bytes.i32(0) != MAGIC) {
            throw new ElfException(path + " is not an ELF file");
        }
        if ((bytes.u8(4) != 1 && bytes.u8(4) != 2) || bytes.u8(5) != 1) {
            throw new ElfException(path + " is not a little-endian ELF file");
        }
    }

    public static ElfFile open(Path path) throws ElfException {
        return open(path, Arena.ofAuto());
    }

    /** @param mapping whose closing ends the use of the file */
    public static ElfFile open(Path path, Arena mapping) throws ElfException {
        // Opening a FIFO would wait for its writer.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ElfException(path + " is not a regular file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping);
            return of(path, mapped);
        } catch (NoSuchFileException e) {
            throw new ElfException(path + " does not exist");
        } catch (AccessDeniedException e) {
            throw new ElfException(path + " cannot be read: permission denied");
        } catch (IOException e) {
            throw new ElfException(path + " cannot be read: " + e.getMessage());
        }
    }

    /** @param path for messages only */
    public static ElfFile of(Path path, MemorySegment content) throws ElfException {
        return new ElfFile(path, new Bytes(content, path.toString()));
    }

    public Path path() {
        return path;
    }

    public FileClass fileClass() throws ElfException {
        return bytes.u8(4) == 2 ? FileClass.BITS_64 : FileClass.BITS_32;
    }

    public Type type() throws ElfException {
        return switch (bytes.u16(16)) {
            case 2 -> Type.EXECUTABLE;
            case 3 -> Type.SHARED;
            default -> Type.OTHER;
        };
    }

    public Machine machine() throws ElfException {
        return switch (bytes.u16(18)) {
            case 62 -> Machine.X86_64;
            case 183 -> Machine.AARCH64;
            default -> Machine.OTHER;
        };
    }

    /** The dynamic linker that this program asks for (PT_INTERP). A program without one is linked statically. */
    public Optional<String> interpreter() throws ElfException {
        for (Segment segment : segments()) {
            if (segment.type() == Segment.INTERPRETER) {
                return Optional.of(bytes.part(segment.offset(), segment.fileBytes(), "PT_INTERP")
                        .text(0));
            }
        }
        return Optional.empty();
    }

    /** The build-id ({@code NT_GNU_BUILD_ID}) as lower-case hexadecimal digits. */
    public Optional<String> buildId() throws ElfException {
        // Sections come first: a separate debug file's segments still have the offsets of the file that it was taken
        // from.
        List<Section> sections = hasSections() ? sections() : List.of();
        for (Section section : sections) {
            if (section.type() == Section.NOTE) {
                Bytes notes = bytes.part(section.offset(), section.sizeBytes(), "a note section");
                Optional<String> found = buildIdIn(notes, section.alignment());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (!sections.isEmpty()) {
            return Optional.empty();
        }
        for (Segment segment : segments()) {
            if (segment.type() == Segment.NOTE) {
                Bytes notes = bytes.part(segment.offset(), segment.fileBytes(), "a note segment");
                Optional<String> found = buildIdIn(notes, segment.alignment());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> buildIdIn(Bytes notes, long alignment) throws ElfException {
        long align = alignment == 8 ? 8 : 4;
        long at = 0;
        while (at + 12 <= notes.size()) {
            long nameBytes = notes.u32(at);
            long descriptionBytes = notes.u32(at + 4);
            long description = aligned(at + 12 + nameBytes, align);
            if (notes.u32(at + 8) == BUILD_ID_NOTE
                    && nameBytes == 4
                    && notes.i32(at + 12) == 0x00554e47 // "GNU"
                    && descriptionBytes > 0
                    && descriptionBytes <= MAX_BUILD_ID_BYTES) {
                return Optional.of(HexFormat.of().formatHex(notes.copy(description, (int) descriptionBytes)));
            }
            at = aligned(description + descriptionBytes, align);
        }
        return Optional.empty();
    }

    private static long aligned(long value, long align) {
        return (value + align - 1) & -align;
    }

    boolean hasSections() throws ElfException {
        return fileClass() == FileClass.BITS_64 && bytes.u64(40) != 0;
    }

    List<Section> sections() throws ElfException {
        if (sections.isEmpty()) {
            sections = Optional.of(readSections());
        }
        return sections.get();
    }

    private List<Section> readSections() throws ElfException {
        require64Bits();
        long table = bytes.u64(40);
        if (table == 0) {
            return List.of();
        }
        checkEntrySize(bytes.u16(58), SECTION_HEADER_BYTES, "section");
        long count = bytes.u16(60);
        if (count == 0) {
            count = Section.read(bytes, table, 0).sizeBytes();
        }
        checkCount(count, table, SECTION_HEADER_BYTES, "section");
        List<Section> read = new ArrayList<>((int) count);
        for (int number = 0; number < count; number++) {
            read.add(Section.read(bytes, table, number));
        }
        return read;
    }

    List<Segment> segments() throws ElfException {
        if (segments.isEmpty()) {
            segments = Optional.of(readSegments());
        }
        return segments.get();
    }

    private List<Segment> readSegments() throws ElfException {
        require64Bits();
        long table = bytes.u64(32);
        long count = bytes.u16(56);
        if (count == SEGMENT_COUNT_ELSEWHERE) {
            count = bytes.u32(bytes.u64(40) + 44);
        }
        if (count == 0) {
            return List.of();
        }
        checkEntrySize(bytes.u16(54), SEGMENT_HEADER_BYTES, "program");
        checkCount(count, table, SEGMENT_HEADER_BYTES, "program");
        List<Segment> read = new ArrayList<>((int) count);
        for (int number = 0; number < count; number++) {
            read.add(Segment.read(bytes, table, number));
        }
        return read;
    }

    /** The section of that name, if its bytes stand in the file. */
    Optional<Section> section(String name) throws ElfException {
        List<Section> found = sections(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    private List<Section> sections(String name) throws ElfException {
        SectionNames names = sectionNames();
        byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
        List<Section> found = new ArrayList<>(1);
        for (Section section : sections()) {
            if (section.stored() && names.isNamed(section, wanted)) {
                found.add(section);
            }
        }
        return found;
    }

    private SectionNames sectionNames() throws ElfException {
        if (sectionNames.isEmpty()) {
            List<Section> all = sections();
            int names = bytes.u16(62) == NAMES_ELSEWHERE && !all.isEmpty()
                    ? all.getFirst().link()
                    : bytes.u16(62);
            if (names <= 0 || names >= all.size()) {
                return SectionNames.NONE;
            }
            sectionNames = Optional.of(SectionNames.of(bytes(all.get(names), "the section names")));
        }
        return sectionNames.get();
    }

    /** Whether the file has the content of the section of that name, as {@link #contents} finds it. */
    public boolean contains(String sectionName) throws ElfException {
        return section(sectionName).isPresent() || oldDebugSection(sectionName).isPresent();
    }

    /**
     * The content of the section of that name, unpacked if it is compressed; empty if the file has none. It stays mapped as long as it
     * is referred to, and is little-endian. What is unpacked is not kept here. A {@code .debug} section is also found under its old
     * compressed name, {@code .zdebug}.
     */
    public Optional<MemorySegment> contents(String sectionName) throws ElfException {
        Optional<Section> section = section(sectionName);
        if (section.isPresent()) {
            return Optional.of(contents(section.get(), sectionName));
        }
        Optional<Section> old = oldDebugSection(sectionName);
        return old.isPresent()
                ? Optional.of(Compression.expandOld(
                        bytes(old.get(), oldName(sectionName)), path + ": " + oldName(sectionName)))
                : Optional.empty();
    }

    /** As {@link #contents}, of all sections of that name; a file that no linker has seen can have several. */
    public List<MemorySegment> allContents(String sectionName) throws ElfException {
        List<MemorySegment> all = new ArrayList<>();
        for (Section section : sections(sectionName)) {
            all.add(contents(section, sectionName));
        }
        return all;
    }

    private Optional<Section> oldDebugSection(String name) throws ElfException {
        return name.startsWith(DEBUG_PREFIX) ? section(oldName(name)) : Optional.empty();
    }

    private static String oldName(String debugSection) {
        return OLD_DEBUG_PREFIX + debugSection.substring(DEBUG_PREFIX.length());
    }

    private MemorySegment contents(Section section, String name) throws ElfException {
        Bytes stored = bytes(section, name);
        return section.compressed() ? Compression.expand(stored, path + ": " + name) : stored.segment();
    }

    /** The symbols of functions that are not exported, which Fedora's files carry in an ELF file of their own ({@code .gnu_debugdata}). */
    public Optional<ElfFile> embeddedSymbols() throws ElfException {
        Optional<Section> section = hasSections() ? section(".gnu_debugdata") : Optional.empty();
        if (section.isEmpty()) {
            return Optional.empty();
        }
        MemorySegment unpacked = Compression.unpackXz(bytes(section.get(), ".gnu_debugdata"), path.toString());
        return Optional.of(of(Path.of(path + ":.gnu_debugdata"), unpacked));
    }

    /** Fails if a section's bytes lie outside of the file, as they do in one that was cut short. */
    public void requireWhole() throws ElfException {
        for (Section section : sections()) {
            if (section.stored() && section.type() != Section.NULL) {
                bytes.part(section.offset(), section.sizeBytes(), "a section");
            }
        }
    }

    /** Empty if the file has no names for its sections. */
    String name(Section section) throws ElfException {
        return sectionNames().of(section);
    }

    Bytes bytes(Section section, String what) throws ElfException {
        if (!section.stored()) {
            throw new ElfException(path + ": " + what + " is not in the file");
        }
        return bytes.part(section.offset(), section.sizeBytes(), what);
    }

    Bytes bytes(Segment segment, String what) throws ElfException {
        return bytes.part(segment.offset(), segment.fileBytes(), what);
    }

    /** What the loader would map from the address to the end of the segment. */
    Bytes loaded(long fileAddress, String what) throws ElfException {
        for (Segment segment : segments()) {
            if (segment.type() == Segment.LOAD && segment.contains(fileAddress)) {
                long into = fileAddress - segment.address();
                return bytes.part(segment.offset() + into, segment.fileBytes() - into, what);
            }
        }
        throw new ElfException(path + ": " + what + " is not loaded (0x" + Long.toHexString(fileAddress) + ")");
    }

    private void require64Bits() throws ElfException {
        if (fileClass() != FileClass.BITS_64) {
            throw new ElfException(path + " is a 32-bit file");
        }
        if (bytes.size() < SECTION_HEADER_BYTES) {
            throw new ElfException(path + " ends within the ELF header");
        }
    }

    private void checkEntrySize(int found, int expected, String table) throws ElfException {
        if (found != expected) {
            throw new ElfException(path + ": " + table + " headers of " + found + " instead of " + expected + " bytes");
        }
    }

    private void checkCount(long count, long table, int entryBytes, String what) throws ElfException {
        if (count < 0 || count > MAX_HEADERS) {
            throw new ElfException(path + ": too many " + what + " headers (" + Long.toUnsignedString(count) + ")");
        }
        bytes.part(table, count * entryBytes, "the table of " + what + " headers");
    }
}
