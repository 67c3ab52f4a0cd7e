package tidemark.symbolise.elf;

import java.util.List;
import java.util.Optional;

/**
 * A file's {@code .symtab} or {@code .dynsym} as raw entries. An entry is three words: name, type, binding and section packed into the
 * {@link #STRIDE first}, then value and size.
 *
 * @param sections those of the file that it comes from
 */
record SymbolTable(Bytes entries, Bytes strings, List<Section> sections) {
    /** Words per entry. */
    static final int STRIDE = 3;

    static final int ENTRY_BYTES = 8 * STRIDE;

    private static final int TYPE_NONE = 0;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_INDIRECT_FUNCTION = 10;
    private static final int BINDING_LOCAL = 0;
    /** Section numbers from here up have special meanings. */
    private static final int FIRST_RESERVED_SECTION = 0xff00;

    /** @param type {@link Section#SYMTAB} or {@link Section#DYNSYM} */
    static Optional<SymbolTable> read(ElfFile file, int type) throws ElfException {
        List<Section> sections = file.sections();
        for (Section section : sections) {
            if (section.type() == type && section.plain()) {
                if (section.link() <= 0 || section.link() >= sections.size()) {
                    throw new ElfException(file.path() + ": a symbol table without strings");
                }
                Bytes strings = file.bytes(sections.get(section.link()), "the symbols' names");
                return Optional.of(new SymbolTable(file.bytes(section, "a symbol table"), strings, sections));
            }
        }
        return Optional.empty();
    }

    long count() {
        return entries.size() / ENTRY_BYTES;
    }

    /** Which sections hold code, by number. */
    boolean[] executableSections() {
        boolean[] executable = new boolean[Math.min(sections.size(), FIRST_RESERVED_SECTION)];
        for (int number = 0; number < executable.length; number++) {
            executable[number] = sections.get(number).executable();
        }
        return executable;
    }

    /** Assemblers leave the type out, so a symbol without one counts if it stands in code. */
    static boolean isFunction(long head, boolean[] executableSections) {
        int type = (int) (head >>> 32 & 0xf);
        int section = section(head);
        return (type == TYPE_FUNCTION || type == TYPE_INDIRECT_FUNCTION || type == TYPE_NONE)
                && section < executableSections.length
                && executableSections[section];
    }

    static boolean hasType(long head) {
        return ((int) (head >>> 32) & 0xf) != TYPE_NONE;
    }

    static boolean isLocal(long head) {
        return ((int) (head >>> 36) & 0xf) == BINDING_LOCAL;
    }

    /** Where the symbol's section ends, in the file's own address space. */
    long sectionEnd(long head) {
        Section section = sections.get(section(head));
        return section.address() + section.sizeBytes();
    }

    /** Empty if there is none. */
    String name(long head) throws ElfException {
        long offset = head & 0xffff_ffffL;
        return offset == 0 ? "" : strings.text(offset);
    }

    private static int section(long head) {
        return (int) (head >>> 48);
    }
}
