package tidemark.symbolise.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.symbolise.elf.Addresses;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** Whatever stands in the debug sections, every question is answered, in bounded time and memory: there are fewer frames, or other ones. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedDwarfTest {
    private static final String SOURCE = """
            extern int sink;
            static inline __attribute__((always_inline)) int inner(int x) { sink += x; return x * 3; }
            static inline __attribute__((always_inline)) int middle(int x) { return inner(x) + inner(x + sink); }
            int outer(int x) { for (int i = 0; i < x; i++) { sink += middle(i); } return sink; }
            static __attribute__((noinline)) int other(int x) { return middle(x) + 1; }
            int sink;
            int last(int x) { return other(x) + outer(x); }
            """;

    private static final String GCC_5 = "gcc -O2 -gdwarf-5";
    private static final String GCC_4 = "gcc -O2 -gdwarf-4";
    private static final String CLANG_5 = "clang -O2 -gdwarf-5";
    private static final String GCC_5_SPLIT = "gcc -O2 -gdwarf-5 -gsplit-dwarf";
    private static final String GCC_4_SPLIT = "gcc -O2 -gdwarf-4 -gsplit-dwarf";

    /** Without the table of units, the units themselves are asked; names of files stand in the program, not in the file beside it. */
    private static final Set<String> NOT_NEEDED = Set.of(".debug_aranges", ".debug_line.dwo");

    @TempDir
    private Path folder;

    /**
     * @param main sections of the program
     * @param split of the file beside it; empty if there is none
     */
    private record Sample(Map<String, byte[]> main, Map<String, byte[]> split, List<Long> addresses) {
        /** What is told of each address. */
        List<List<SourceFrame>> ask(String damaged, byte[] content) throws ElfException {
            Map<String, byte[]> all = new LinkedHashMap<>(main);
            Map<String, byte[]> allSplit = new LinkedHashMap<>(split);
            (main.containsKey(damaged) ? all : allSplit).put(damaged, content);
            Optional<ElfFile> beside = allSplit.isEmpty() ? Optional.empty() : Optional.of(ElfImage.of(allSplit));
            Optional<Dwarf> dwarf = Dwarf.of(ElfImage.of(all), new Beside(beside));
            List<List<SourceFrame>> told = new ArrayList<>();
            for (long address : addresses) {
                told.add(dwarf.isPresent() ? dwarf.get().framesAt(address) : List.of());
            }
            return told;
        }

        /** How much is told: frames, functions, files and lines, each counted. */
        int facts(String damaged, byte[] content) throws ElfException {
            int facts = 0;
            for (List<SourceFrame> frames : ask(damaged, content)) {
                for (SourceFrame frame : frames) {
                    facts += 1 + (frame.function().isPresent() ? 1 : 0);
                    facts += (frame.file().isPresent() ? 1 : 0) + Math.min(1, frame.line());
                }
            }
            return facts;
        }

        Map<String, byte[]> sections() {
            Map<String, byte[]> all = new LinkedHashMap<>(main);
            all.putAll(split);
            return all;
        }
    }

    private record Beside(Optional<ElfFile> split) implements RelatedFiles {
        @Override
        public Optional<ElfFile> alternate(String path, String buildId) {
            return split;
        }

        @Override
        public Optional<ElfFile> splitPackage() {
            return Optional.empty();
        }

        @Override
        public Optional<ElfFile> splitUnit(String compilationFolder, String name) {
            return split;
        }
    }

    private Sample sample(String compiler) throws Exception {
        Path source = Files.writeString(folder.resolve("sample.c"), SOURCE);
        Path object = folder.resolve("sample.o");
        Path library = folder.resolve("sample.so");
        Command.run((compiler + " -fPIC -c -o " + object + " " + source).split(" ", -1));
        Command.run("gcc", "-shared", "-nostdlib", "-o", library.toString(), object.toString());
        Map<String, byte[]> split =
                compiler.contains("split") ? ElfImage.sectionsOf(folder.resolve("sample.dwo")) : Map.of();
        Addresses symbols = Addresses.in(library);
        List<Long> addresses = new ArrayList<>();
        for (String function : List.of("outer", "other", "last")) {
            for (int into = 0; into < 40; into += 3) {
                addresses.add(symbols.of(function) + into);
            }
        }
        return new Sample(ElfImage.sectionsOf(library), split, addresses);
    }

    @ParameterizedTest
    @ValueSource(strings = {GCC_5, GCC_4, CLANG_5, GCC_5_SPLIT, GCC_4_SPLIT})
    void truncationAtEveryByte(String compiler) throws Exception {
        Sample sample = sample(compiler);
        for (Map.Entry<String, byte[]> section : sample.sections().entrySet()) {
            int whole = sample.facts(section.getKey(), section.getValue());
            int most = 0;
            for (int length = 0; length < section.getValue().length; length++) {
                most = Math.max(most, sample.facts(section.getKey(), Arrays.copyOf(section.getValue(), length)));
            }
            assertThat(whole).as(section.getKey()).isGreaterThan(4 * sample.addresses.size());
            assertThat(most).as(section.getKey()).isLessThanOrEqualTo(whole);
            boolean needed = sample.facts(section.getKey(), new byte[0]) < whole;
            assertThat(needed).as(section.getKey()).isEqualTo(!NOT_NEEDED.contains(section.getKey()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GCC_5, GCC_4, CLANG_5, GCC_5_SPLIT, GCC_4_SPLIT})
    void everyByteChanged(String compiler) throws Exception {
        Sample sample = sample(compiler);
        for (Map.Entry<String, byte[]> section : sample.sections().entrySet()) {
            List<List<SourceFrame>> whole = sample.ask(section.getKey(), section.getValue());
            int changed = 0;
            for (int at = 0; at < section.getValue().length; at++) {
                for (int mask : new int[] {0xff, 0x80, 0x01, 0x10}) {
                    byte[] damaged = section.getValue().clone();
                    damaged[at] ^= (byte) mask;
                    changed += sample.ask(section.getKey(), damaged).equals(whole) ? 0 : 1;
                }
            }
            if (!NOT_NEEDED.contains(section.getKey())) {
                assertThat(changed).as(section.getKey()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GCC_5, GCC_4, CLANG_5, GCC_5_SPLIT, GCC_4_SPLIT})
    void manyBytesChanged(String compiler) throws Exception {
        Sample sample = sample(compiler);
        Random random = new Random(compiler.hashCode());
        List<Map.Entry<String, byte[]>> sections = List.copyOf(sample.sections().entrySet());
        List<List<SourceFrame>> whole = sample.ask("", new byte[0]);
        int changed = 0;
        for (int round = 0; round < 1500; round++) {
            Map.Entry<String, byte[]> section = sections.get(random.nextInt(sections.size()));
            byte[] damaged = section.getValue().clone();
            for (int change = random.nextInt(8); change >= 0 && damaged.length > 0; change--) {
                mutate(damaged, random);
            }
            changed += sample.ask(section.getKey(), damaged).equals(whole) ? 0 : 1;
        }
        assertThat(changed).isPositive();
    }

    private static void mutate(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0xff);
            case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0);
            default -> {
                int from = random.nextInt(bytes.length);
                int count = Math.min(1 + random.nextInt(32), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, count);
            }
        }
    }
}
