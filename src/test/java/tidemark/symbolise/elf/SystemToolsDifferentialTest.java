package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of random code addresses against what binutils say. {@code readelf} is the oracle for which symbols cover
 * an address. {@code addr2line -f} gives the nearest symbol at or before the address, so that it differs in these
 * two ways, and no other:
 * <ol>
 * <li>another name of the same function (a symbol with the same value);
 * <li>a neighbour's name, where no symbol covers the address: here there is no name;
 * </ol>
 */
class SystemToolsDifferentialTest {
    private static final String CPP_SOURCE = """
            #include <map>
            #include <string>
            #include <vector>
            namespace garden {
            template <class T> struct Bed { std::vector<T> plants; __attribute__((noinline)) void add(T t) { plants.push_back(t); } };
            struct Rose { std::string name; virtual ~Rose() {} bool operator<(const Rose& o) const { return name < o.name; } };
            static __attribute__((noinline)) int water(std::map<Rose, Bed<int>>& all, const std::string& n) {
              Rose r; r.name = n; all[r].add(1); return (int) all.size();
            }
            }
            int main(int argc, char** argv) {
              std::map<garden::Rose, garden::Bed<int>> all;
              auto twice = [&](const std::string& n) { return garden::water(all, n) + garden::water(all, n + "x"); };
              return twice(argv[0]) == 77;
            }
            """;

    @TempDir
    private Path folder;

    private record Symbol(String name, long start, long size, boolean typed) {
        boolean covers(long address) {
            return address >= start && address - start < size;
        }
    }

    @Test
    void libcWithItsExportedNames() throws Exception {
        // With another build-id, so that addr2line finds no debug file either.
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        byte[] bytes = Files.readAllBytes(libc);
        byte[] buildId = HexFormat.of().parseHex(ElfFile.open(libc).buildId().orElseThrow());
        for (int at = 0; at < 4096; at++) {
            if (Arrays.equals(bytes, at, at + buildId.length, buildId, 0, buildId.length)) {
                bytes[at]++;
            }
        }
        Path copy = Files.write(folder.resolve("libc.so"), bytes);
        assertThat(ElfFile.open(copy).buildId()).isNotEqualTo(ElfFile.open(libc).buildId());
        compare(copy, 11);
    }

    @Test
    void libcurl() throws Exception {
        compare(Path.of("/usr/lib/x86_64-linux-gnu/libcurl.so.4"), 12);
    }

    @Test
    void php() throws Exception {
        compare(Path.of("/usr/bin/php").toRealPath(), 13);
    }

    @Test
    void cppProgram() throws Exception {
        compare(Command.compile(folder, "garden.cc", CPP_SOURCE, "-O1"), 14);
    }

    @Test
    void libcWithItsDebugFileHasANameForAlmostAllOfItsCode() throws Exception {
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        ElfFile file = ElfFile.open(libc);
        String hex = file.buildId().orElseThrow();
        Path debug = Path.of("/usr/lib/debug/.build-id/" + hex.substring(0, 2) + "/" + hex.substring(2) + ".debug");
        FunctionSymbols symbols = FunctionSymbols.of(file, List.of(file, ElfFile.open(debug)));
        List<Symbol> known = new ArrayList<>(functions(debug));
        known.addAll(functions(libc));

        assertThat(checkAgainstReadelf(symbols, known, addresses(libc, 4000, 15)))
                .isGreaterThan(3400);
    }

    @Test
    void libraryWithoutSomeOfItsSectionsHasTheSameNames() throws Exception {
        // objcopy leaves the section numbers in .dynsym as they were, so that they are wrong afterwards.
        Path curl = Path.of("/usr/lib/x86_64-linux-gnu/libcurl.so.4");
        Path copy = folder.resolve("libcurl.so");
        Command.run("objcopy", "--remove-section=.note.gnu.property", curl.toString(), copy.toString());
        FunctionSymbols before = FunctionSymbols.of(ElfFile.open(curl), List.of(ElfFile.open(curl)));
        FunctionSymbols after = FunctionSymbols.of(ElfFile.open(copy), List.of(ElfFile.open(copy)));
        for (long address : addresses(curl, 1000, 16)) {
            assertThat(after.nameAt(address)).isEqualTo(before.nameAt(address));
        }
    }

    private void compare(Path path, long seed) throws Exception {
        assertThat(Files.exists(path)).as(path.toString()).isTrue();
        ElfFile file = ElfFile.open(path);
        FunctionSymbols symbols = FunctionSymbols.of(file, List.of(file));
        List<Symbol> known = functions(path);
        List<Long> addresses = addresses(path, 4000, seed);
        assertThat(checkAgainstReadelf(symbols, known, addresses)).isPositive();

        List<String> theirs = addr2line(path, addresses);
        Map<String, Integer> classes = new TreeMap<>();
        for (int i = 0; i < addresses.size(); i++) {
            String difference = difference(symbols.nameAt(addresses.get(i)), theirs.get(i), addresses.get(i), known);
            classes.merge(difference, 1, Integer::sum);
        }
        assertThat(classes.keySet()).as(path + " " + classes).isSubsetOf("same", "alias", "neighbour", "neither");
        assertThat(classes).containsKey("same");
    }

    private static String difference(Optional<String> ours, String theirs, long address, List<Symbol> known) {
        if (ours.isEmpty()) {
            return theirs.equals("??") ? "neither" : coveredBy(known, theirs, address) ? "lost by us" : "neighbour";
        }
        String name = ours.get();
        if (name.equals(theirs)) {
            return "same";
        }
        Set<Long> starts = starts(known, name);
        Set<Long> theirStarts = starts(known, theirs);
        if (!Collections.disjoint(starts, theirStarts)) {
            return "alias";
        }
        return "another: " + name + " and " + theirs;
    }

    private static Set<Long> starts(List<Symbol> known, String name) {
        Set<Long> starts = new HashSet<>();
        for (Symbol symbol : known) {
            if (symbol.name.equals(unversioned(name))) {
                starts.add(symbol.start);
            }
        }
        return starts;
    }

    private static boolean coveredBy(List<Symbol> known, String name, long address) {
        for (Symbol symbol : known) {
            if (symbol.name.equals(unversioned(name)) && symbol.covers(address)) {
                return true;
            }
        }
        return false;
    }

    /** Fails unless each name is that of the innermost symbol that covers the address; returns how many have names. */
    private static int checkAgainstReadelf(FunctionSymbols symbols, List<Symbol> known, List<Long> addresses)
            throws ElfException {
        int named = 0;
        for (long address : addresses) {
            Set<String> expected = innermost(known, address);
            Optional<String> name = symbols.nameAt(address);
            if (!expected.isEmpty()) {
                assertThat(expected).as(Long.toHexString(address)).contains(unversioned(name.orElse("(none)")));
            } else if (name.isPresent()) {
                // Only a symbol of size 0 may do without covering it.
                assertThat(known)
                        .as(Long.toHexString(address))
                        .anyMatch(symbol -> symbol.name.equals(unversioned(name.get()))
                                && symbol.size == 0
                                && symbol.start <= address);
            }
            named += name.isPresent() ? 1 : 0;
        }
        return named;
    }

    private static Set<String> innermost(List<Symbol> known, long address) {
        long start = -1;
        for (Symbol symbol : known) {
            if (symbol.covers(address)) {
                start = Math.max(start, symbol.start);
            }
        }
        Set<String> names = new HashSet<>();
        for (Symbol symbol : known) {
            if (symbol.covers(address) && symbol.start == start) {
                names.add(symbol.name);
            }
        }
        return names;
    }

    private static List<Symbol> functions(Path path) {
        List<Symbol> found = new ArrayList<>();
        for (String line :
                Command.run("readelf", "-sW", path.toString()).lines().toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length < 8
                    || !fields[0].matches("\\d+:")
                    || fields[6].equals("UND")
                    || fields[6].equals("ABS")) {
                continue;
            }
            boolean typed = fields[3].equals("FUNC") || fields[3].equals("IFUNC");
            if (typed || fields[3].equals("NOTYPE")) {
                long size = Long.decode(fields[2]);
                found.add(new Symbol(unversioned(fields[7]), Long.parseUnsignedLong(fields[1], 16), size, typed));
            }
        }
        return found;
    }

    private static String unversioned(String name) {
        int at = name.indexOf('@');
        return at > 0 ? name.substring(0, at) : name;
    }

    /** Random addresses in the file's executable sections. */
    private static List<Long> addresses(Path path, int count, long seed) {
        List<long[]> ranges = new ArrayList<>();
        long total = 0;
        for (String line :
                Command.run("readelf", "-SW", path.toString()).lines().toList()) {
            String[] fields =
                    line.replaceFirst("^\\s*\\[\\s*\\d+\\]\\s*", "").strip().split("\\s+", -1);
            if (fields.length > 6 && fields[6].contains("X")) {
                long size = Long.parseUnsignedLong(fields[4], 16);
                ranges.add(new long[] {Long.parseUnsignedLong(fields[2], 16), size});
                total += size;
            }
        }
        assertThat(total).isPositive();
        Random random = new Random(seed);
        List<Long> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            long into = random.nextLong(total);
            for (long[] range : ranges) {
                if (into < range[1] && into >= 0) {
                    addresses.add(range[0] + into);
                }
                into -= range[1];
            }
        }
        return addresses;
    }

    private static List<String> addr2line(Path path, List<Long> addresses) {
        StringBuilder input = new StringBuilder();
        for (long address : addresses) {
            input.append(Long.toHexString(address)).append('\n');
        }
        List<String> lines = Command.runWithInput(input.toString(), "addr2line", "-f", "-e", path.toString())
                .lines()
                .toList();
        assertThat(lines).hasSize(2 * addresses.size());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            names.add(lines.get(i));
        }
        return names;
    }
}
