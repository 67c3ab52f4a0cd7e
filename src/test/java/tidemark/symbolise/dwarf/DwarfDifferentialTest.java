package tidemark.symbolise.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions, inlined calls, files and lines of random addresses against what llvm-symbolizer 14, binutils' addr2line 2.40 and elfutils' eu-addr2line 0.188
 * say. With llvm-symbolizer we agree about every one of these addresses; with the others more often than with each other. Where they differ, it is for
 * one of the reasons in {@link Difference}: all are what that tool does not read or gets wrong, as llvm-symbolizer and the debug information itself show.
 *
 * <p>Counted as equal are the names that one function has ({@link Answers}), and an unknown line in whatever file. What others cannot read, or read
 * differently from each other, is in {@link SameProgramTest}.
 */
class DwarfDifferentialTest {
    private static final int ADDRESSES = 1500;

    @TempDir
    private static Path folder;

    private static Garden garden;

    @BeforeAll
    static void plant() {
        garden = new Garden(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g++ -O0 -gdwarf-5",
                "g++ -O2 -gdwarf-4",
                "g++ -O2 -gdwarf-5",
                "g++ -O2 -gdwarf-5 -flto=2",
                "clang++-14 -O0 -gdwarf-5 -gdwarf-aranges",
                "clang++-14 -O2 -gdwarf-4 -gdwarf-aranges",
            })
    void programWithTableOfUnits(String compiler) {
        compare(garden.program(compiler), compiler.hashCode(), EnumSet.allOf(OtherTool.class));
    }

    /** elfutils finds units only by the table ({@code .debug_aranges}), which clang and rustc do not write unless asked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clang++-14 -O2 -gdwarf-5 -ffunction-sections -fuse-ld=lld-14 -Wl,--gc-sections",
                "clang++-14 -O2 -gdwarf-5 -flto -fuse-ld=lld-14",
                "/usr/bin/rustc -g -O",
            })
    void programWithoutTableOfUnits(String compiler) {
        compare(garden.program(compiler), compiler.hashCode(), EnumSet.of(OtherTool.LLVM, OtherTool.BINUTILS));
    }

    private static void compare(Path program, long seed, Set<OtherTool> tools) {
        Answers answers = new Answers(program);
        Comparison comparison = new Comparison(answers, program, answers.addresses(ADDRESSES, seed), tools);
        assertThat(comparison.agreement(OtherTool.LLVM))
                .as(comparison.text(OtherTool.LLVM))
                .isEqualTo(ADDRESSES);
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
