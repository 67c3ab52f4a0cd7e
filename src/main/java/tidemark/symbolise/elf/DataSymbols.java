package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The variables of a module, by address. A variable covers exactly its symbol's size; a symbol without a size names nothing. */
public final class DataSymbols {
    private static final int ENTRIES_A_COPY = 1024;

    /** @param offset of the address in the variable */
    public record Variable(String name, long offset) {}

    /** @param offset of the address in the section */
    public record InSection(String name, long offset) {}

    /** A symbol as the table has it: its name is read when it is asked for. */
    private record Entry(long start, long end, SymbolTable table, long head) {
        boolean covers(long address) {
            return start <= address && address < end;
        }

        Alias alias() throws ElfException {
            return new Alias(table.name(head), true, SymbolTable.isLocal(head));
        }
    }

    private final ElfFile module;
    private final List<ElfFile> symbolFiles;
    private Optional<Sorted> variables = Optional.empty();

    private DataSymbols(ElfFile module, List<ElfFile> symbolFiles) {
        this.module = module;
        this.symbolFiles = symbolFiles;
    }

    /** @param symbolFiles whose symbols count: the module itself and its separate debug file; read when the first variable is asked for */
    public static DataSymbols of(ElfFile module, List<ElfFile> symbolFiles) {
        return new DataSymbols(module, List.copyOf(symbolFiles));
    }

    /** The variable that contains the address, as the symbol table spells it; of several the one that starts last. */
    public Optional<Variable> variableAt(long fileAddress) throws ElfException {
        if (variables.isEmpty()) {
            variables = Optional.of(Sorted.of(module, symbolFiles));
        }
        return variables.get().at(fileAddress);
    }

    /** By address. */
    private static final class Sorted {
        private final List<Entry> entries;

        /** For each entry the furthest end of those up to it. */
        private final long[] furthestEnds;

        private Sorted(List<Entry> entries) {
            this.entries = entries;
            furthestEnds = new long[entries.size()];
            long furthest = 0;
            for (int i = 0; i < furthestEnds.length; i++) {
                furthest = Math.max(furthest, entries.get(i).end());
                furthestEnds[i] = furthest;
            }
        }

        static Sorted of(ElfFile module, List<ElfFile> symbolFiles) throws ElfException {
            List<Entry> entries = new ArrayList<>();
            for (ShiftedTable table : ShiftedTable.of(module, symbolFiles)) {
                add(table.symbols(), table.shift(), entries);
            }
            entries.sort((a, b) -> Long.compare(a.start(), b.start()));
            return new Sorted(entries);
        }

        private static void add(SymbolTable table, long shift, List<Entry> entries) throws ElfException {
            long[] words = new long[ENTRIES_A_COPY * SymbolTable.STRIDE];
            long count = table.count();
            for (long first = 0; first < count; first += ENTRIES_A_COPY) {
                int copied = (int) Math.min(ENTRIES_A_COPY, count - first) * SymbolTable.STRIDE;
                table.entries().copyInto(words, copied, first * SymbolTable.ENTRY_BYTES);
                for (int word = 0; word < copied; word += SymbolTable.STRIDE) {
                    long start = words[word + 1] + shift;
                    long end = start + words[word + 2];
                    if (SymbolTable.isVariable(words[word]) && start >= 0 && end > start) {
                        entries.add(new Entry(start, end, table, words[word]));
                    }
                }
            }
        }

        Optional<Variable> at(long address) throws ElfException {
            Optional<Alias> best = Optional.empty();
            long start = -1;
            for (int i = lastStartingAtOrBefore(address); i >= 0 && furthestEnds[i] > address; i--) {
                Entry entry = entries.get(i);
                if (best.isPresent() && entry.start() < start) {
                    break;
                }
                if (entry.covers(address)) {
                    Alias alias = entry.alias();
                    best = best.isEmpty() || alias.compareTo(best.get()) < 0 ? Optional.of(alias) : best;
                    start = entry.start();
                }
            }
            return best.isPresent() ? Optional.of(new Variable(best.get().name(), address - start)) : Optional.empty();
        }

        private int lastStartingAtOrBefore(long address) {
            int low = 0;
            int high = entries.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (entries.get(middle).start() <= address) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
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
