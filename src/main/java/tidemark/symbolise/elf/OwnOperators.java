package tidemark.symbolise.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Whether a module brings C++'s allocation and deallocation functions, for itself at least, or may do so: a symbol says so; or the C++ library is
 * linked into it, which its operator new cannot hide, since it throws {@code std::bad_alloc}, whose type's name is text; or it uses the shared C++
 * library, but not its operators, and has no symbol table to tell that it has none.
 */
public final class OwnOperators {
    private static final byte[] TYPE_NAME = "St9bad_alloc\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LIBSTDCXX = "libstdc++.so".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LIBCXX = "libc++".getBytes(StandardCharsets.US_ASCII);

    private OwnOperators() {}

    public static boolean areIn(ElfFile module) throws ElfException {
        if (defines(module, Section.DYNSYM) || defines(module, Section.SYMTAB)) {
            return true;
        }
        boolean usesLibrary = names(module, ".dynstr", LIBSTDCXX) || names(module, ".dynstr", LIBCXX);
        return usesLibrary
                ? !imports(module) && SymbolTable.read(module, Section.SYMTAB).isEmpty()
                : names(module, ".rodata", TYPE_NAME);
    }

    /** Whether it is a form of operator new or delete, as the symbol table spells it. */
    public static boolean isOperator(String symbol) {
        return symbol.startsWith("_Znw")
                || symbol.startsWith("_Zna")
                || symbol.startsWith("_Zdl")
                || symbol.startsWith("_Zda");
    }

    private static boolean defines(ElfFile module, int type) throws ElfException {
        return has(module, type, SymbolTable::mayBeFunction);
    }

    private static boolean imports(ElfFile module) throws ElfException {
        return has(module, Section.DYNSYM, head -> !SymbolTable.mayBeFunction(head));
    }

    /** Whether there is an operator's symbol of that sort. */
    private static boolean has(ElfFile module, int type, LongPredicate sort) throws ElfException {
        Optional<SymbolTable> table = SymbolTable.read(module, type);
        if (table.isEmpty()) {
            return false;
        }
        for (long i = 0; i < table.get().count(); i++) {
            long head = table.get().entries().u64(i * SymbolTable.ENTRY_BYTES);
            if (sort.test(head) && isOperator(table.get().name(head))) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(ElfFile module, String section, byte[] text) throws ElfException {
        Optional<MemorySegment> contents = module.contents(section);
        return contents.isPresent() && contains(contents.get(), text);
    }

    private static boolean contains(MemorySegment contents, byte[] text) {
        MemorySegment wanted = MemorySegment.ofArray(text);
        for (long at = 0; at + text.length <= contents.byteSize(); at++) {
            if (contents.get(ValueLayout.JAVA_BYTE, at) == text[0]
                    && contents.asSlice(at, text.length).mismatch(wanted) < 0) {
                return true;
            }
        }
        return false;
    }
}
