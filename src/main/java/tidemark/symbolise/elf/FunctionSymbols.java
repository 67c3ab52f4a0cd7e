package tidemark.symbolise.elf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The function symbols of a module, searchable by address. An address has a name only if a symbol covers it: a
 * sized symbol covers its size; one of size 0 covers what lies before the next symbol, the end of its section and
 * the end of the function that the unwind information shows there. Names are decoded when they are asked for, and
 * only those at the address.
 *
 * <p>A key is an address and a symbol's number in one word, so that one sort of primitives makes the index.
 */
public final class FunctionSymbols {
    private static final int NUMBER_BITS = 23;
    private static final int MAX_SYMBOLS = 1 << NUMBER_BITS;
    /** A frame's offset has as many bits, see agent/ledger.layout. */
    private static final long MAX_ADDRESS = 1L << 40;

    private static final int ENTRIES_A_COPY = 1024;
    /** How many symbols that begin before an address are looked at: real functions nest two or three deep. */
    private static final int MAX_NESTING = 10_000;

    private final UnwindTable unwind;
    private final CodeSections code;
    private final List<ShiftedTable> tables;
    /** First number of each table's symbols. */
    private final int[] firstNumbers;
    /** By number. */
    private long[] heads = new long[1024];

    /** By number. */
    private long[] sizes = new long[1024];

    /** Sorted: address, then number. */
    private long[] keys = new long[1024];

    /** By position in {@link #keys}: the furthest end of the symbols up to here. */
    private final long[] furthestEnds;

    private int count;

    private FunctionSymbols(List<ShiftedTable> tables, CodeSections code, UnwindTable unwind) throws ElfException {
        this.tables = tables;
        this.code = code;
        this.unwind = unwind;
        firstNumbers = new int[tables.size()];
        for (int table = 0; table < firstNumbers.length; table++) {
            firstNumbers[table] = count;
            addFunctions(tables.get(table).symbols(), tables.get(table).shift());
        }
        heads = Arrays.copyOf(heads, count);
        sizes = Arrays.copyOf(sizes, count);
        keys = Arrays.copyOf(keys, count);
        Arrays.sort(keys);
        furthestEnds = new long[count];
        long furthest = 0;
        for (int position = 0; position < count; position++) {
            furthest = Math.max(furthest, end(position));
            furthestEnds[position] = furthest;
        }
    }

    /**
     * @param symbolFiles the files whose {@code .symtab} and {@code .dynsym} count: the module itself and its
     *     separate debug file
     * @param module whose sections and unwind information tell where code lies and where functions end
     */
    public static FunctionSymbols of(ElfFile module, List<ElfFile> symbolFiles) throws ElfException {
        return new FunctionSymbols(
                ShiftedTable.of(module, symbolFiles), new CodeSections(module.sections()), new UnwindTable(module));
    }

    /** Whether the file has a {@code .symtab}, which also names functions that are not exported. */
    public static boolean completeIn(ElfFile file) throws ElfException {
        return SymbolTable.read(file, Section.SYMTAB).isPresent();
    }

    private void addFunctions(SymbolTable table, long shift) throws ElfException {
        long[] words = new long[ENTRIES_A_COPY * SymbolTable.STRIDE];
        long entries = table.count();
        for (long first = 0; first < entries; first += ENTRIES_A_COPY) {
            int copied = (int) Math.min(ENTRIES_A_COPY, entries - first);
            table.entries().copyInto(words, copied * SymbolTable.STRIDE, first * SymbolTable.ENTRY_BYTES);
            for (int word = 0; word < copied * SymbolTable.STRIDE; word += SymbolTable.STRIDE) {
                long address = words[word + 1] + shift;
                if (SymbolTable.mayBeFunction(words[word])
                        && address >= 0
                        && address < MAX_ADDRESS
                        && code.contain(address)) {
                    add(words[word], address, words[word + 2]);
                }
            }
        }
    }

    private void add(long head, long address, long sizeBytes) throws ElfException {
        if (count == MAX_SYMBOLS) {
            throw new ElfException("more than " + MAX_SYMBOLS + " function symbols");
        }
        if (count == keys.length) {
            heads = Arrays.copyOf(heads, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            keys = Arrays.copyOf(keys, 2 * count);
        }
        heads[count] = head;
        sizes[count] = Math.clamp(sizeBytes, 0, MAX_ADDRESS);
        keys[count] = (address << NUMBER_BITS) | count;
        count++;
    }

    /** The name, as the symbol table spells it, of the function that contains the address. */
    public Optional<String> nameAt(long fileAddress) throws ElfException {
        if (fileAddress < 0 || fileAddress >= MAX_ADDRESS) {
            return Optional.empty();
        }
        int last = lastStartingAtOrBefore(fileAddress);
        Optional<String> name = sizedName(last, fileAddress);
        return name.isPresent() ? name : unsizedName(last, fileAddress);
    }

    /** Whether the kernel lets signal handlers return to the code at the address, as the unwind information tells. */
    public boolean isSignalFrame(long fileAddress) throws ElfException {
        return unwind.isSignalFrame(fileAddress);
    }

    /** How far behind its function's start an address lies that {@link #nameAt} names. */
    public long offsetAt(long fileAddress) {
        int last = lastStartingAtOrBefore(fileAddress);
        int stop = Math.max(-1, last - MAX_NESTING);
        for (int position = last; position > stop && furthestEnds[position] > fileAddress; position--) {
            if (end(position) > fileAddress) {
                return fileAddress - start(position);
            }
        }
        return last < 0 ? 0 : fileAddress - start(last);
    }

    /** Of the sized symbols that contain the address, those that start last are meant. */
    private Optional<String> sizedName(int last, long fileAddress) throws ElfException {
        Optional<Alias> best = Optional.empty();
        long bestStart = -1;
        int stop = Math.max(-1, last - MAX_NESTING);
        for (int position = last; position > stop && furthestEnds[position] > fileAddress; position--) {
            if (best.isPresent() && start(position) != bestStart) {
                break;
            }
            if (end(position) > fileAddress) {
                bestStart = start(position);
                best = better(best, alias(position));
            }
        }
        return nameOf(best);
    }

    private Optional<String> unsizedName(int last, long fileAddress) throws ElfException {
        Optional<Alias> best = Optional.empty();
        if (last < 0) {
            return Optional.empty();
        }
        long start = start(last);
        int stop = Math.max(-1, last - MAX_NESTING);
        for (int position = last; position > stop && start(position) == start; position--) {
            int number = number(position);
            if (sizes[number] != 0) {
                return Optional.empty(); // another symbol tells where the function that starts here ends
            }
            if (fileAddress < code.endOfSectionAt(start)) {
                best = better(best, alias(position));
            }
        }
        if (best.isEmpty() || !unwind.sameFunction(start, fileAddress)) {
            return Optional.empty();
        }
        return nameOf(best);
    }

    /** Not by a lambda, which is dear in a cold JVM. */
    private static Optional<String> nameOf(Optional<Alias> alias) {
        return alias.isPresent() ? Optional.of(alias.get().name()) : Optional.empty();
    }

    private static Optional<Alias> better(Optional<Alias> best, Alias candidate) {
        if (!candidate.usable() || (best.isPresent() && best.get().compareTo(candidate) <= 0)) {
            return best;
        }
        return Optional.of(candidate);
    }

    private Alias alias(int position) throws ElfException {
        int number = number(position);
        long head = heads[number];
        return new Alias(table(number).name(head), SymbolTable.hasType(head), SymbolTable.isLocal(head));
    }

    private SymbolTable table(int number) {
        int table = firstNumbers.length - 1;
        while (firstNumbers[table] > number) {
            table--;
        }
        return tables.get(table).symbols();
    }

    private int lastStartingAtOrBefore(long fileAddress) {
        long key = (fileAddress << NUMBER_BITS) | (MAX_SYMBOLS - 1);
        int found = Arrays.binarySearch(keys, key);
        return found >= 0 ? found : -found - 2;
    }

    private long start(int position) {
        return keys[position] >>> NUMBER_BITS;
    }

    private int number(int position) {
        return (int) keys[position] & (MAX_SYMBOLS - 1);
    }

    private long end(int position) {
        return start(position) + sizes[number(position)];
    }
}
