package tidemark.symbolise.dwarf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/**
 * What we say of a file's addresses, and the names that the outermost function may be given by others: tools choose differently among symbols with
 * one address, cut off what a compiler put behind a dot ({@code .cold}, {@code .isra.0}) or give the debug information's name.
 */
final class Answers {
    private final Path file;
    private final Dwarf dwarf;
    private final FunctionSymbols symbols;
    private final Map<String, Set<String>> aliases = new HashMap<>();

    Answers(Path file) {
        this(file, new TestFiles(file));
    }

    Answers(Path file, RelatedFiles related) {
        this.file = file;
        try {
            ElfFile elf = ElfFile.open(file);
            this.dwarf = Dwarf.of(elf, related).orElseThrow();
            this.symbols = FunctionSymbols.of(elf, List.of(elf));
        } catch (ElfException e) {
            throw new AssertionError(e);
        }
        Map<String, Set<String>> byAddress = new HashMap<>();
        for (String line : Command.run("nm", file.toString()).lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length == 3 && !fields[0].isEmpty()) {
                byAddress.computeIfAbsent(fields[0], _ -> new HashSet<>()).add(plain(fields[2]));
            }
        }
        for (Set<String> names : byAddress.values()) {
            for (String name : names) {
                aliases.computeIfAbsent(name, _ -> new HashSet<>()).addAll(names);
            }
        }
    }

    /** Without the symbol's version and without what a compiler put behind a dot. */
    private static String plain(String symbol) {
        return symbol.replaceFirst("(.)@.*", "$1")
                .replaceFirst("(\\.(cold|isra|part|constprop|lto_priv|llvm)(\\.\\d+)?)+$", "");
    }

    /** Random addresses in the file's code, rising. */
    List<Long> addresses(int count, long seed) {
        List<long[]> ranges = new ArrayList<>();
        long total = 0;
        for (String line :
                Command.run("readelf", "-SW", file.toString()).lines().toList()) {
            String[] fields =
                    line.replaceFirst("^\\s*\\[\\s*\\d+\\]\\s*", "").strip().split("\\s+", -1);
            if (fields.length > 6 && fields[6].contains("X") && fields[0].startsWith(".text")) {
                long size = Long.parseUnsignedLong(fields[4], 16);
                ranges.add(new long[] {Long.parseUnsignedLong(fields[2], 16), size});
                total += size;
            }
        }
        Random random = new Random(seed);
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long into = random.nextLong(total);
            for (long[] range : ranges) {
                if (into >= 0 && into < range[1]) {
                    addresses.add(range[0] + into);
                }
                into -= range[1];
            }
        }
        addresses.sort(null);
        return addresses;
    }

    /** Innermost first, with the symbol table's name for the outermost function as reports show it. */
    List<Place> at(long address) {
        List<Place> places = new ArrayList<>();
        for (SourceFrame frame : dwarf.framesAt(address)) {
            places.add(Place.of(frame));
        }
        String symbol = symbol(address)
                .orElse(places.isEmpty() ? Place.UNKNOWN : places.getLast().function());
        if (places.isEmpty()) {
            return List.of(new Place(symbol, Place.UNKNOWN, 0));
        }
        Place outermost = places.removeLast();
        places.add(new Place(symbol, outermost.file(), outermost.line()));
        return places;
    }

    private Optional<String> symbol(long address) {
        try {
            return symbols.nameAt(address);
        } catch (ElfException e) {
            throw new AssertionError(e);
        }
    }

    /** The same answer with one name for all that the outermost function may be called. */
    List<Place> comparable(List<Place> places, long address) {
        if (places.isEmpty()) {
            return places;
        }
        List<Place> same = new ArrayList<>(places);
        Place outermost = same.removeLast();
        String name = names(address).contains(plain(outermost.function())) ? "(outermost)" : outermost.function();
        same.add(new Place(name, outermost.file(), outermost.line()));
        return same;
    }

    private Set<String> names(long address) {
        Set<String> names = new HashSet<>();
        List<SourceFrame> frames = dwarf.framesAt(address);
        if (!frames.isEmpty()) {
            frames.getLast().function().ifPresent(name -> names.add(plain(name)));
        }
        symbol(address).map(Answers::plain).ifPresent(name -> {
            names.add(name);
            names.addAll(aliases.getOrDefault(name, Set.of()));
        });
        return names;
    }
}
