package tidemark.symbolise.elf;

import java.util.Optional;

/** Why the loader does not unload a module on dlclose, as far as its file tells. */
public enum NeverUnloaded {
    /** It was linked with {@code -z nodelete} (DF_1_NODELETE). */
    MARKED("it is marked never to be unloaded (DF_1_NODELETE)"),
    /** glibc keeps what defines a symbol that is one for the whole process, once that is bound (STB_GNU_UNIQUE). */
    UNIQUE_SYMBOLS("it defines unique symbols (STB_GNU_UNIQUE: static variables of templates and inline functions)");

    private static final long DT_NULL = 0;
    private static final long DT_FLAGS_1 = 0x6fff_fffbL;
    private static final long DF_1_NODELETE = 8;
    private static final int DYNAMIC_ENTRY_BYTES = 16;

    private final String words;

    NeverUnloaded(String words) {
        this.words = words;
    }

    /** As what follows "since". */
    public String words() {
        return words;
    }

    /** Empty if its file does not tell. */
    public static Optional<NeverUnloaded> of(ElfFile module) throws ElfException {
        if (isMarked(module)) {
            return Optional.of(MARKED);
        }
        return definesUnique(module) ? Optional.of(UNIQUE_SYMBOLS) : Optional.empty();
    }

    private static boolean isMarked(ElfFile module) throws ElfException {
        for (Segment segment : module.segments()) {
            if (segment.type() == Segment.DYNAMIC) {
                Bytes entries = module.bytes(segment, "the dynamic section");
                for (long at = 0; at + DYNAMIC_ENTRY_BYTES <= entries.size(); at += DYNAMIC_ENTRY_BYTES) {
                    long tag = entries.u64(at);
                    if (tag == DT_FLAGS_1) {
                        return (entries.u64(at + 8) & DF_1_NODELETE) != 0;
                    }
                    if (tag == DT_NULL) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    private static boolean definesUnique(ElfFile module) throws ElfException {
        Optional<SymbolTable> table = SymbolTable.read(module, Section.DYNSYM);
        for (long i = 0; table.isPresent() && i < table.get().count(); i++) {
            if (SymbolTable.isUnique(table.get().entries().u64(i * SymbolTable.ENTRY_BYTES))) {
                return true;
            }
        }
        return false;
    }
}
