package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds blocks at the end, and how much hangs on it. Valgrind does not tell; its verdicts are the same. */
final class HolderProgramsTest {
    private static List<String> remarks(Run run, long bytes) {
        return run.report().recordOf(bytes).remarks();
    }

    @Test
    void verdictsAreThoseOfMemcheck() {
        Run valgrind = Tool.VALGRIND.run("held");
        Run tidemark = Tool.TIDEMARK.run("held");
        for (long bytes : new long[] {1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 2003}) {
            assertThat(tidemark.report().recordOf(bytes).kind())
                    .as("%d bytes", bytes)
                    .isEqualTo(valgrind.report().recordOf(bytes).kind());
        }
    }

    @Test
    void variablesHoldDirectlyAndThroughBlocks() {
        Run run = Tool.TIDEMARK.run("held");
        assertThat(remarks(run, 1001)).containsExactly("held by held: variable (.bss) -> this");
        assertThat(remarks(run, 1002)).containsExactly("held by held: array+16 (.bss) -> this");
        assertThat(remarks(run, 1003)).containsExactly("held by held: holder (.bss) -> block of fill +0x10 -> this");
        assertThat(remarks(run, 2003)).containsExactly("held by held: holder (.bss) -> this");
    }

    @Test
    void ofALongChainTheMiddleIsLeftOut() {
        String item = "block of fill +0x0 -> ";
        assertThat(remarks(Tool.TIDEMARK.run("held"), 1004))
                .containsExactly("held by held: list (.bss) -> " + item.repeat(4) + "(44 more blocks) -> "
                        + item.repeat(2) + "this");
    }

    @Test
    void threadsHoldByStackAndTls() {
        Run run = Tool.TIDEMARK.run("held");
        assertThat(remarks(run, 1005)).containsExactly("held by stack of the main thread -> this");
        assertThat(remarks(run, 1006))
                .singleElement()
                .asString()
                .matches("held by stack of thread \\d+ \\(in waiting_thread\\) -> this");
        assertThat(remarks(run, 1007))
                .singleElement()
                .asString()
                .matches("held by TLS of thread \\d+ \\(in waiting_thread\\) -> this");
    }

    @Test
    void mappingsHold() {
        assertThat(remarks(Tool.TIDEMARK.run("held"), 1008)).containsExactly("held by anonymous memory -> this");
    }

    /** Whatever addresses the kernel gives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "target/programs/held",
                "target/programs/inherited-heap",
                "sqlite3 :memory: select(1)",
                "php -r echo(1);"
            })
    void twoRunsTellTheSame(String words) {
        assertThat(Programs.file("held")).as("compiles them").isNotNull();
        List<String> command = new ArrayList<>(List.of("--show-holders=yes", "--top-holders=20"));
        command.addAll(List.of(words.split(" ", -1)));
        List<String> first = told(Tool.TIDEMARK.run(command, Map.of()));
        assertThat(first).isNotEmpty().noneMatch(line -> line.matches(".*0x[0-9A-Fa-f]{7,}.*"));
        assertThat(told(Tool.TIDEMARK.run(command, Map.of()))).isEqualTo(first);
    }

    /** What is told of holders, without threads' numbers. */
    private static List<String> told(Run run) {
        return run.stderr()
                .lines()
                .map(line -> line.replaceFirst("^==\\d+== *", ""))
                .filter(line -> line.startsWith("held by ") || line.matches("[0-9,]+ bytes in [0-9,]+ blocks: .*"))
                .map(line -> line.replaceAll("thread \\d+", "thread N"))
                .toList();
    }

    @Test
    void theMainThreadsVectorOfVariablesHasAName() {
        Run run = Tool.TIDEMARK.run("vector-of-variables module-variable-of-threads.so");
        assertThat(remarks(run, 4001)).containsExactly("held by TLS vector of the main thread -> this");
    }

    @Test
    void whatIsPossiblyLostIsHeldInTheMiddleIfThatIsAskedFor() {
        assertThat(remarks(Tool.TIDEMARK.run("held"), 1009)).isEmpty();
        assertThat(remarks(Tool.TIDEMARK.runWith("--show-holders=yes", "held"), 1009))
                .containsExactly("held by held: into (.bss) -> this +0x28");
    }

    @Test
    void nothingIsSaidOfHoldersIfThatIsAskedFor() {
        Run run = Tool.TIDEMARK.runWith("--show-holders=no", "held");
        assertThat(run.report().lines()).noneMatch(line -> line.contains("held by"));
    }

    /** 1001 to 1004, 1010, 2003 and 50 of 96. Of two variables that hold one block neither retains it. */
    @Test
    void heaviestHoldersAreListed() {
        List<String> lines =
                Tool.TIDEMARK.runWith("--top-holders=2", "held").report().lines();
        assertThat(lines)
                .containsSequence(
                        "Heaviest holders, with what would be lost without each:",
                        "   by module or thread:",
                        "      11,823 bytes in 56 blocks: held");
        assertThat(lines)
                .containsSequence(
                        "   by variable, stack or mapping:",
                        "      5,804 bytes in 51 blocks: held: list (.bss)",
                        "      3,006 bytes in 2 blocks: held: holder (.bss)");
    }
}
