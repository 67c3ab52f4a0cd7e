package tidemark.symbolise.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.symbolise.elf.ElfFile;

/**
 * Functions, inlined calls, files and lines of random addresses against what llvm-symbolizer 14, binutils' addr2line 2.40 and elfutils' eu-addr2line 0.188
 * say. With llvm-symbolizer we agree about every one of these addresses; with the others more often than with each other. Where they differ, it is for
 * one of the reasons in {@link Difference}: all are what that tool does not read or gets wrong, as llvm-symbolizer and the debug information itself show.
 *
 * <p>Counted as equal are the names that one function has ({@link Answers}), and an unknown line in whatever file. What others cannot read, or read
 * differently from each other, is in {@link SameProgramTest}. {@code -Ddwarf.addresses=N} asks for more addresses than the usual.
 */
class DwarfDifferentialTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "g++ -O0 -gdwarf-5",
                "g++ -O2 -gdwarf-4",
                "g++ -O2 -gdwarf-5",
                "g++ -O2 -gdwarf-5 -flto=2",
                "clang++ -O0 -gdwarf-5 -gdwarf-aranges",
                "clang++ -O2 -gdwarf-4 -gdwarf-aranges",
            })
    void programWithTableOfUnits(String compiler) {
        Path program = Garden.program(compiler);
        compare(program, addresses(program, compiler), EnumSet.allOf(OtherTool.class));
    }

    /** elfutils finds units only by the table ({@code .debug_aranges}), which clang and rustc do not write unless asked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clang++ -O2 -gdwarf-5 -ffunction-sections -fuse-ld=lld -Wl,--gc-sections",
                "clang++ -O2 -gdwarf-5 -flto -fuse-ld=lld",
                "/usr/bin/rustc -g -O",
            })
    void programWithoutTableOfUnits(String compiler) {
        Path program = Garden.program(compiler);
        compare(program, addresses(program, compiler), EnumSet.of(OtherTool.LLVM, OtherTool.BINUTILS));
    }

    /** Compressed, and in a file of its own; with much that is written in assembler. */
    @Test
    void libc() throws Exception {
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        String id = ElfFile.open(libc).buildId().orElseThrow();
        Path debug = Path.of("/usr/lib/debug/.build-id", id.substring(0, 2), id.substring(2) + ".debug");
        compare(debug, Answers.addresses(libc, 4000, 4), EnumSet.allOf(OtherTool.class));
    }

    private static List<Long> addresses(Path program, String compiler) {
        return Answers.addresses(program, Integer.getInteger("dwarf.addresses", 1500), compiler.hashCode());
    }

    private static void compare(Path file, List<Long> addresses, Set<OtherTool> tools) {
        Comparison comparison = new Comparison(new Answers(file), file, addresses, tools);
        assertThat(comparison.agreement(OtherTool.LLVM))
                .as(comparison.text(OtherTool.LLVM))
                .isEqualTo(addresses.size());
        for (OtherTool tool : tools) {
            assertThat(comparison.differences(tool))
                    .as(comparison.text(tool))
                    .doesNotContainKey(Difference.UNEXPLAINED);
            for (OtherTool other : tools) {
                if (tool != other) {
                    assertThat(comparison.agreement(tool))
                            .as("%s and %s", tool, other)
                            .isGreaterThanOrEqualTo(comparison.agreement(tool, other));
                }
            }
        }
    }
}
