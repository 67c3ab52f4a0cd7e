package tidemark.symbolise.elf;

import java.util.List;
import java.util.Optional;

/**
 * A file's {@code .symtab} or {@code .dynsym} as raw entries. An entry is three words: name, type, binding and
 * section packed into the {@link #STRIDE first}, then value and size.
 */
record SymbolTable(Bytes entries, Bytes strings) {
    /** Words per entry. */
    static final int STRIDE = 3;

    static final int ENTRY_BYTES = 8 * STRIDE;

    private static final int TYPE_NONE = 0;
    private static final int TYPE_OBJECT = 1;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_COMMON = 5;
    private static final int TYPE_INDIRECT_FUNCTION = 10;
    private static final int BINDING_LOCAL = 0;
    private static final int BINDING_UNIQUE = 10;
    private static final int UNDEFINED = 0;
    private static final int ABSOLUTE = 0xfff1;

    /** @param type {@link Section#SYMTAB} or {@link Section#DYNSYM} */
    static Optional<SymbolTable> read(ElfFile file, int type) throws ElfException {
        List<Section> sections = file.sections();
        for (Section section : sections) {
            if (section.type() == type && !section.compressed()) {
                if (section.link() <= 0 || section.link() >= sections.size()) {
                    throw new ElfException(file.path() + ": a symbol table without strings");
                }
                Bytes strings = file.bytes(sections.get(section.link()), "the symbols' names");
                return Optional.of(new SymbolTable(file.bytes(section, "a symbol table"), strings));
            }
        }
        return Optional.empty();
    }

    long count() {
        return entries.size() / ENTRY_BYTES;
    }

    /**
     * Whether a symbol may name a function: it is defined as one, or has no type, as assemblers leave it out.
     * Whether it stands in code is to be told by its address, for the section numbers in a {@code .dynsym} are not
     * kept right when sections are removed.
     */
    static boolean mayBeFunction(long head) {
        int type = (int) (head >>> 32 & 0xf);
        int section = (int) (head >>> 48);
        return (type == TYPE_FUNCTION || type == TYPE_INDIRECT_FUNCTION || type == TYPE_NONE)
                && section != UNDEFINED
                && section != ABSOLUTE;
    }

    /** Not those of thread-local variables: their values are no addresses. */
    static boolean isVariable(long head) {
        int type = (int) (head >>> 32 & 0xf);
        return (type == TYPE_OBJECT || type == TYPE_COMMON) && (int) (head >>> 48) != UNDEFINED;
    }

    static boolean hasType(long head) {
        return ((int) (head >>> 32) & 0xf) != TYPE_NONE;
    }

    /** Whether it is defined here and one for the whole process, whatever opened the module. */
    static boolean isUnique(long head) {
        return ((int) (head >>> 36) & 0xf) == BINDING_UNIQUE && (int) (head >>> 48) != UNDEFINED;
    }

    static boolean isLocal(long head) {
        return ((int) (head >>> 36) & 0xf) == BINDING_LOCAL;
    }

    /** Empty if there is none. */
    String name(long head) throws ElfException {
        long offset = head & 0xffff_ffffL;
        return offset == 0 ? "" : strings.text(offset);
    }
}
