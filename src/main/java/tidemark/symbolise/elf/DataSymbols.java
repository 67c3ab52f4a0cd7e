package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The variables of a module, by address. A variable covers exactly its symbol's size; a symbol without a size names nothing. A report asks
 * for few addresses, so the tables are searched from front to back and no index is made.
 */
public final class DataSymbols {
    private static final int ENTRIES_A_COPY = 1024;

    /** @param offset of the address in the variable */
    public record Variable(String name, long offset) {}

    /** @param offset of the address in the section */
    public record InSection(String name, long offset) {}

    private final ElfFile module;
    private final List<SymbolTable> tables;

    private DataSymbols(ElfFile module, List<SymbolTable> tables) {
        this.module = module;
        this.tables = tables;
    }

    /** @param symbolFiles whose symbols count: the module itself and its separate debug file */
    public static DataSymbols of(ElfFile module, List<ElfFile> symbolFiles) throws ElfException {
        List<SymbolTable> tables = new ArrayList<>();
        for (ElfFile file : symbolFiles) {
            for (int type : new int[] {Section.SYMTAB, Section.DYNSYM}) {
                Optional<SymbolTable> table = SymbolTable.read(file, type);
                if (table.isPresent()) {
                    tables.add(table.get());
                }
            }
        }
        return new DataSymbols(module, tables);
    }

    /** The variable that contains the address, as the symbol table spells it; of several the one that starts last. */
    public Optional<Variable> variableAt(long fileAddress) throws ElfException {
        Search search = new Search(fileAddress);
        for (SymbolTable table : tables) {
            search.in(table);
        }
        return search.found();
    }

    private static final class Search {
        private final long[] words = new long[ENTRIES_A_COPY * SymbolTable.STRIDE];
        private final long address;
        private long start = -1;
        private Optional<Alias> best = Optional.empty();

        Search(long address) {
            this.address = address;
        }

        void in(SymbolTable table) throws ElfException {
            long entries = table.count();
            for (long first = 0; first < entries; first += ENTRIES_A_COPY) {
                int copied = (int) Math.min(ENTRIES_A_COPY, entries - first) * SymbolTable.STRIDE;
                table.entries().copyInto(words, copied, first * SymbolTable.ENTRY_BYTES);
                for (int word = 0; word < copied; word += SymbolTable.STRIDE) {
                    if (SymbolTable.isVariable(words[word]) && covers(words[word + 1], words[word + 2])) {
                        consider(words[word + 1], alias(table, words[word]));
                    }
                }
            }
        }

        private boolean covers(long symbolStart, long sizeBytes) {
            return symbolStart >= start && Long.compareUnsigned(address - symbolStart, sizeBytes) < 0;
        }

        private static Alias alias(SymbolTable table, long head) throws ElfException {
            return new Alias(table.name(head), true, SymbolTable.isLocal(head));
        }

        private void consider(long symbolStart, Alias alias) {
            if (symbolStart > start || best.isEmpty() || alias.compareTo(best.get()) < 0) {
                best = Optional.of(alias);
            }
            start = symbolStart;
        }

        Optional<Variable> found() {
            return best.isPresent() ? Optional.of(new Variable(best.get().name(), address - start)) : Optional.empty();
        }
    }

    /** The section of loaded data in which the address lies. */
    public Optional<InSection> sectionAt(long fileAddress) throws ElfException {
        for (Section section : module.sections()) {
            if (section.isData() && section.contains(fileAddress)) {
                return Optional.of(new InSection(module.name(section), fileAddress - section.address()));
            }
        }
        return Optional.empty();
    }
}
