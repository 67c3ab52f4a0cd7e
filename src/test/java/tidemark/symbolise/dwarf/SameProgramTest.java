package tidemark.symbolise.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.symbolise.dwarf.SourceFrame.Description;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * One program's debug information written in other ways says the same, to the last letter, of every address. How it is written changes neither the code
 * nor where it lies; what the plain way says is compared with other tools in {@link DwarfDifferentialTest}.
 */
class SameProgramTest {
    private static final int ADDRESSES = 1500;
    private static final String PLAIN = "g++ -O2 -gdwarf-5";

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @CsvSource({
        "g++ -O2 -gdwarf-4, -fdebug-types-section",
        "g++ -O2 -gdwarf-5, -fdebug-types-section",
        "g++ -O2 -gdwarf-5, -gdwarf64",
        "g++ -O2 -gdwarf-4, -gsplit-dwarf",
        "g++ -O2 -gdwarf-5, -gsplit-dwarf",
        "g++ -O2 -gdwarf-5, -gsplit-dwarf -fdebug-types-section",
        "clang++ -O2 -gdwarf-4, -gsplit-dwarf",
        "clang++ -O2 -gdwarf-5, -gsplit-dwarf",
    })
    void asCompilersWriteIt(String plain, String more) {
        Path other = Garden.program(plain + " " + more);
        Set<Description> descriptions =
                more.contains("-gsplit-dwarf") ? EnumSet.of(Description.INDIRECT) : descriptions(Garden.program(plain));
        assertSame(Garden.program(plain), other, new TestFiles(other), descriptions);
    }

    /** binutils' dwp 2.40 does not know DWARF 5. */
    @ParameterizedTest
    @CsvSource({
        "g++ -O2 -gdwarf-4, dwp -e",
        "g++ -O2 -gdwarf-4, llvm-dwp -e",
        "g++ -O2 -gdwarf-5, llvm-dwp -e",
        "clang++ -O2 -gdwarf-5, llvm-dwp -e",
    })
    void asPackageOfSplitUnits(String plain, String packer) throws Exception {
        Path split = Garden.program(plain + " -gsplit-dwarf");
        Path alone = Files.copy(split, newFolder().resolve("garden"));
        Command.run((packer + " " + split + " -o " + alone + ".dwp").split(" ", -1));
        RelatedFiles packageOnly = new TestFiles(alone) {
            @Override
            public Optional<ElfFile> splitUnit(String compilationFolder, String name) {
                return Optional.empty();
            }
        };
        assertSame(Garden.program(plain), alone, packageOnly, EnumSet.of(Description.INDIRECT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objcopy --compress-debug-sections=zlib",
                "objcopy --compress-debug-sections=zlib-gnu",
                "objcopy --compress-debug-sections=zstd",
                "objcopy --remove-section=.debug_aranges",
                "objcopy --only-keep-debug",
                "dwz -o",
            })
    void asToolsRewriteIt(String tool) throws Exception {
        Path plain = Garden.program(PLAIN);
        Path other = newFolder().resolve("garden");
        String files = tool.equals("dwz -o") ? other + " " + plain : plain + " " + other;
        Command.run((tool + " " + files).split(" ", -1));
        Set<Description> descriptions =
                tool.equals("dwz -o") ? EnumSet.allOf(Description.class) : EnumSet.of(Description.DIRECT);
        assertSame(plain, other, new TestFiles(other), descriptions);
    }

    @Test
    void asDwzSharesItAmongFiles() throws Exception {
        Path files = newFolder();
        Path plain = Garden.program(PLAIN);
        Path other = Files.copy(plain, files.resolve("garden"));
        Path third = Files.copy(Garden.program("g++ -O0 -gdwarf-5"), files.resolve("third"));
        Command.run(
                "dwz", "-m", files.resolve("common").toString(), "-M", "common", other.toString(), third.toString());
        assertThat(ElfFile.open(other).contains(".gnu_debugaltlink")).isTrue();
        assertSame(plain, other, new TestFiles(other), EnumSet.allOf(Description.class));
    }

    @Test
    void withoutTheSharedFileThereAreStillLines() throws Exception {
        Path files = newFolder();
        Path other = Files.copy(Garden.program(PLAIN), files.resolve("garden"));
        Path third = Files.copy(Garden.program("g++ -O0 -gdwarf-5"), files.resolve("third"));
        Path common = files.resolve("common");
        Command.run("dwz", "-m", common.toString(), "-M", "common", other.toString(), third.toString());
        Files.delete(common);
        Dwarf whole = dwarf(Garden.program(PLAIN), new TestFiles(Garden.program(PLAIN)));
        Dwarf lacking = dwarf(other, new TestFiles(other));
        int unnamed = 0;
        for (long address : Answers.addresses(other, ADDRESSES, 7)) {
            List<SourceFrame> expected = whole.framesAt(address);
            List<SourceFrame> found = lacking.framesAt(address);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).line()).isEqualTo(expected.get(i).line());
                unnamed += found.get(i).function().isEmpty() ? 1 : 0;
            }
        }
        assertThat(unnamed).isPositive();
    }

    private static Path newFolder() throws IOException {
        return Files.createTempDirectory(folder, "other");
    }

    /** @param descriptions what it takes to read the other: no part of what it says, but a matter of how it is written */
    private static void assertSame(Path plain, Path other, RelatedFiles related, Set<Description> descriptions) {
        Dwarf expected = dwarf(plain, new TestFiles(plain));
        Dwarf found = dwarf(other, related);
        int inlined = 0;
        Set<Description> seen = EnumSet.noneOf(Description.class);
        for (long address : Answers.addresses(plain, ADDRESSES, plain.hashCode())) {
            List<SourceFrame> frames = expected.framesAt(address);
            List<SourceFrame> others = found.framesAt(address);
            assertThat(said(others)).as(Long.toHexString(address)).isEqualTo(said(frames));
            others.forEach(frame -> seen.add(frame.description()));
            inlined += frames.size() > 1 ? 1 : 0;
        }
        assertThat(inlined).isGreaterThan(ADDRESSES / 2);
        assertThat(seen).isEqualTo(descriptions);
    }

    private static Set<Description> descriptions(Path program) {
        Dwarf dwarf = dwarf(program, new TestFiles(program));
        return Answers.addresses(program, ADDRESSES, program.hashCode()).stream()
                .flatMap(address -> dwarf.framesAt(address).stream())
                .map(SourceFrame::description)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Description.class)));
    }

    /** All but how it is described. */
    private static List<SourceFrame> said(List<SourceFrame> frames) {
        return frames.stream()
                .map(frame ->
                        new SourceFrame(frame.function(), frame.name(), frame.file(), frame.line(), Description.DIRECT))
                .toList();
    }

    private static Dwarf dwarf(Path file, RelatedFiles related) {
        try {
            return Dwarf.of(ElfFile.open(file), related).orElseThrow();
        } catch (ElfException e) {
            throw new AssertionError(e);
        }
    }
}
