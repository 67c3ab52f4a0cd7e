package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of shapes to whose middle compilers and libraries keep the only pointer, with Memcheck's heuristics for them on and off. */
final class HeuristicProgramsTest {
    private static final String HEURISTICS = "--leak-check-heuristics=";

    @TempDir
    private Path folder;

    @UnderBothTools
    void blocksOfKnownShapesAreReachable(Tool tool) {
        Run run = tool.run("heuristics");
        assertThat(run.facts())
                .containsExactly(
                        "still reachable 158 in 1: keep_array() < main",
                        "still reachable 143 in 1: keep_behind_length() < main",
                        "still reachable 112 in 1: keep_second_base() < main",
                        "still reachable 142 in 1: keep_string() < main");
        assertThat(heuristics(run))
                .containsExactly(
                        "of which reachable via heuristic:",
                        "stdstring          : 142 bytes in 1 blocks",
                        "length64           : 143 bytes in 1 blocks",
                        "newarray           : 158 bytes in 1 blocks",
                        "multipleinheritance: 112 bytes in 1 blocks");
    }

    /** The lines of the leak summary that tell of heuristics. */
    private static List<String> heuristics(Run run) {
        return run.report().lines().stream()
                .map(String::strip)
                .filter(line -> line.matches("(of which|stdstring|length64|newarray|multipleinheritance).*"))
                .toList();
    }

    @UnderBothTools
    void withoutHeuristicsTheyArePossiblyLost(Tool tool) {
        Run run = tool.runWith(HEURISTICS + "none", "heuristics");
        assertThat(run.report().total(Kind.POSSIBLY_LOST)).isEqualTo(new Amount(555, 4));
        assertThat(heuristics(run)).isEmpty();
    }

    /** What follows the length is an array of that many bytes, too. */
    @ParameterizedTest
    @CsvSource({
        "stdstring, 142, 1",
        "length64, 143, 1",
        "newarray, 301, 2",
        "multipleinheritance, 112, 1",
        "'length64,newarray', 301, 2"
    })
    void eachHeuristicIsUsedForItself(String heuristics, long bytes, long blocks) {
        for (Tool tool : Tool.chosen().toList()) {
            Report report = tool.runWith(HEURISTICS + heuristics, "heuristics").report();
            assertThat(report.total(Kind.POSSIBLY_LOST)).as(tool.name()).isEqualTo(new Amount(555 - bytes, 4 - blocks));
        }
    }

    /** As with Memcheck when it has libc free its memory, which the others here are not run with. */
    @Test
    void valuesThatSetenvKeepsAreNotLost() {
        Report report = Tool.TIDEMARK.run("environment").report();
        assertThat(report.total(Kind.POSSIBLY_LOST)).isEqualTo(new Amount(0, 0));
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(0, 0));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(0, 0));
        Run without = Tool.TIDEMARK.runWith(HEURISTICS + "multipleinheritance", "environment");
        assertThat(without.report().total(Kind.POSSIBLY_LOST).blocks()).isGreaterThan(10);
    }

    @UnderBothTools
    void furtherBaseClassesAreKnownByTheirTables(Tool tool) {
        Run run = tool.run("several-bases");
        assertThat(run.facts())
                .containsExactly(
                        "possibly lost 176 in 1: keep_lean() < main",
                        "possibly lost 201 in 1: keep_texts() < main",
                        "still reachable 203 in 1: keep_functions() < main",
                        "still reachable 144 in 1: keep_second() < main",
                        "still reachable 176 in 1: keep_second_of_virtual() < main",
                        "still reachable 168 in 1: keep_third() < main");
        assertThat(heuristics(run)).last().isEqualTo("multipleinheritance: 691 bytes in 4 blocks");
    }

    /** Its tables need no relocation, so nobody wrote to them. */
    @Test
    void tablesOfAProgramAtAFixedAddressAreKnownToo() {
        String program = atFixedAddress("several-bases.cc");
        for (Tool tool : Tool.chosen().toList()) {
            Run run = tool.run(List.of(program), Map.of());
            assertThat(heuristics(run)).last().isEqualTo("multipleinheritance: 691 bytes in 4 blocks");
        }
    }

    @Test
    void tablesAreKnownAmongAnyAmountOfConstants() {
        String program = atFixedAddress("much-read-only-data.cc");
        for (Tool tool : Tool.chosen().toList()) {
            Run run = tool.run(List.of(program), Map.of());
            assertThat(run.report().total(Kind.POSSIBLY_LOST)).as(run::toString).isEqualTo(Amount.NOTHING);
            assertThat(heuristics(run)).last().isEqualTo("multipleinheritance: 128 bytes in 1 blocks");
        }
    }

    @Test
    void constantsInFilesAreNotCopied() {
        Run run = Tool.TIDEMARK.run(List.of("-v", atFixedAddress("much-read-only-data.cc")), Map.of());
        Matcher copied = Pattern.compile("to copy ([0-9,]+) bytes").matcher(run.stderr());
        assertThat(copied.find()).as(run::toString).isTrue();
        assertThat(Long.parseLong(copied.group(1).replace(",", ""))).isLessThan(20_000_000);
    }

    private String atFixedAddress(String source) {
        String program = folder.resolve("fixed").toString();
        Run build = Run.of(List.of(
                "g++", "-no-pie", "-fno-pie", "-O1", "-fno-inline", "-o", program, "programs/verdicts/" + source));
        assertThat(build.exitCode()).as(build::toString).isZero();
        return program;
    }
}
