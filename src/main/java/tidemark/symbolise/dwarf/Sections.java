package tidemark.symbolise.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** The debug sections of one file, or those parts of a package's sections that belong to one unit. A section is fetched when it is first needed. */
final class Sections {
    /** A part of a section. */
    record Part(long offset, long sizeBytes) {}

    private final ElfFile file;
    private final String suffix;
    private final Map<SectionName, Part> parts;
    private final Effort effort;
    private final EnumMap<SectionName, Cursor> fetched = new EnumMap<>(SectionName.class);

    private Sections(ElfFile file, String suffix, Map<SectionName, Part> parts, Effort effort) {
        this.file = file;
        this.suffix = suffix;
        this.parts = parts;
        this.effort = effort;
    }

    static Sections of(ElfFile file, Effort effort) {
        return new Sections(file, "", Map.of(), effort);
    }

    /** Of a package of split units. */
    static Sections ofPackage(ElfFile file, Effort effort) {
        return new Sections(file, ".dwo", Map.of(), effort);
    }

    /** Of a file of split units, once for each of its {@code .debug_info} sections: it has one for each type unit and one for the rest. */
    static List<Sections> ofSplit(ElfFile file, Effort effort) throws DwarfException {
        try {
            List<Sections> all = new ArrayList<>();
            for (MemorySegment info : file.allContents(SectionName.INFO.plain + ".dwo")) {
                Sections sections = new Sections(file, ".dwo", Map.of(), effort);
                sections.fetched.put(SectionName.INFO, sections.cursorOn(info, SectionName.INFO.plain));
                all.add(sections);
            }
            return all;
        } catch (ElfException e) {
            throw new DwarfException(e);
        }
    }

    /** The same file's sections; of those that are named, only a part. */
    Sections narrowedTo(Map<SectionName, Part> narrowed) {
        return new Sections(file, suffix, narrowed, effort);
    }

    /**
     * The one cursor on the section: its position is lost when it is asked for again. On a section that the file does not have, it is at the end
     * of nothing.
     */
    Cursor cursor(SectionName name) throws DwarfException {
        Cursor known = fetched.get(name);
        if (known == null) {
            known = fetch(name);
            fetched.put(name, known);
        }
        return known;
    }

    private Cursor fetch(SectionName name) throws DwarfException {
        String inFile = name == SectionName.CU_INDEX ? name.plain : name.plain + suffix;
        MemorySegment content = MemorySegment.ofArray(new byte[0]);
        try {
            Optional<MemorySegment> found = file.contents(inFile);
            if (found.isPresent()) {
                content = part(found.get(), name);
            }
        } catch (ElfException e) {
            throw new DwarfException(e);
        }
        return cursorOn(content, inFile);
    }

    private Cursor cursorOn(MemorySegment content, String name) {
        effort.addSection(content.byteSize());
        return new Cursor(content, file.path() + ": " + name, effort);
    }

    private MemorySegment part(MemorySegment whole, SectionName name) throws DwarfException {
        Part part = parts.get(name);
        if (part == null) {
            return whole;
        }
        if (part.offset > whole.byteSize() || part.sizeBytes > whole.byteSize() - part.offset) {
            throw new DwarfException(file.path() + ": a unit's part lies outside of " + name.plain);
        }
        return whole.asSlice(part.offset, part.sizeBytes);
    }

    ElfFile file() {
        return file;
    }
}
