package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlFlowProgramsTest {
    private static final String APPROXIMATE = "(approximate from here on: the code above has no unwind information)";

    @UnderBothTools
    void pathsAreRightAfterLongjmpOverAllocatingFrames(Tool tool) {
        assertThat(tool.run("longjmp").facts())
                .containsExactly(
                        "definitely lost 602 in 1: after < main",
                        "definitely lost 60100 in 100: inner < inner < inner < inner < inner < inner < main");
    }

    @UnderBothTools
    void pathsAreRightInDestructorsAndHandlersOfExceptions(Tool tool) {
        assertThat(tool.run("exceptions").facts())
                .containsExactly(
                        "definitely lost 61200 in 100: Leaver::~Leaver() < thrower(int) < main",
                        "definitely lost 61300 in 100: handle() < main",
                        "definitely lost 61100 in 100: thrower(int) < main");
    }

    /**
     * The stacks are the program's mappings, so all of them is a root, and of each coroutine's last blocks a stale pointer may be left there or in
     * the saved registers: Memcheck sees one for each coroutine. So blocks are counted whatever their verdict, and few may be reachable.
     */
    @UnderBothTools
    void coroutinesOnMappedStacksHaveWholePaths(Tool tool) {
        Report report = tool.run("coroutines").report();
        assertThat(report.recordOf(622).kind()).isEqualTo(Kind.STILL_REACHABLE);
        assertThat(blocksFrom(report, "leak < even")).isEqualTo(100);
        assertThat(blocksFrom(report, "leak < odd")).isEqualTo(100);
        assertThat(report.total(Kind.DEFINITELY_LOST).blocks()).isBetween(190L, 200L);
    }

    private static long blocksFrom(Report report, String innermost) {
        return report.records().stream()
                .filter(record -> String.join(" < ", record.functions()).startsWith(innermost))
                .mapToLong(LossRecord::blocks)
                .sum();
    }

    /** Memcheck's walk ends in the libc function that raised the signal; the whole path goes on to main. */
    @UnderBothTools
    void handlerOnAnAlternateStackHasAPathThroughTheSignal(Tool tool) {
        LossRecord record = tool.run("alternate-signal-stack").report().recordOf(6310);
        assertThat(record.kind()).isEqualTo(Kind.DEFINITELY_LOST);
        List<String> functions = record.functions();
        assertThat(functions).startsWith("leak", "handle");
        if (tool == Tool.TIDEMARK) {
            assertThat(functions).endsWith("raise", "raise_it", "main");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain module generated behind", "generated module plain behind", "module behind plain generated"
            })
    void onlyPathsThroughUndescribedCodeAreApproximateAndFromThereOn(String ways) {
        Run run = Tool.TIDEMARK.run("undescribed-code " + ways);
        assertThat(stack(run, "plain")).containsExactly("malloc", "leak", "plain", "call", "main");
        assertThat(stack(run, "behind")).containsExactly("malloc", "leak", "behind", "call", "main");
        assertThat(stack(run, "in_module"))
                .containsExactly("malloc", "leak", "in_module", "undescribed", APPROXIMATE, "call", "main");
        assertThat(stack(run, "in_generated"))
                .containsExactly(
                        "malloc", "leak", "in_generated", "(code outside of all modules)", APPROXIMATE, "call", "main");
    }

    /** glibc tells the segments of such a program one by one, and its unwind information lies in another than its code. */
    @Test
    void programWithGapsBetweenItsSegmentsHasWholePaths() {
        String program = Programs.FOLDER.resolve("frames-with-gaps").toString();
        List<String> command = new ArrayList<>(List.of("gcc"));
        command.addAll(Programs.FLAGS);
        command.addAll(List.of("-no-pie", "-Wl,-Ttext=0x2000000", "-o", program, "programs/control-flow/frames.c"));
        Run built = Run.of(command);
        assertThat(built.exitCode()).as(built::toString).isZero();
        Run run = Tool.TIDEMARK.run(List.of(program), Map.of());
        assertThat(run.facts()).isEqualTo(Tool.TIDEMARK.run("frames").facts());
        assertThat(run.report().lines()).noneMatch(line -> line.contains("approximate"));
    }

    /** The lines of the stack with the function in it: the functions, and what is said between them. */
    private static List<String> stack(Run run, String function) {
        List<String> lines = run.report().lines();
        int at = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(": " + function + " ("))
                .findFirst()
                .orElseThrow();
        return lines.subList(at - 2, lines.size()).stream()
                .takeWhile(line -> !line.isBlank())
                .map(line ->
                        line.strip().replaceFirst("(?:at|by) 0x[0-9A-F]+: ", "").replaceFirst(" \\(in .*", ""))
                .toList();
    }

    @Test
    void placeToWhichAHandlerReturnsIsNoFunction() {
        Run run = Tool.TIDEMARK.runWith("--gen-suppressions=all", "handler-allocates");
        LossRecord record = run.report().recordOf(133);
        assertThat(record.functions())
                .startsWith("work", "handle")
                .contains("raise")
                .endsWith("main");
        StackFrame frame = record.callers().get(2);
        assertThat(frame.function()).isEqualTo("<signal handler called>");
        assertThat(frame.module()).endsWith("/libc.so.6");
        assertThat(run.stderr())
                .as("as Memcheck, which has no name for it")
                .contains("fun:handle\n   obj:" + frame.module() + "\n");
    }

    @UnderBothTools
    void unusuallyLaidOutFramesHaveWholePaths(Tool tool) {
        assertThat(tool.run("frames").facts())
                .containsExactly(
                        "definitely lost 6410 in 10: leak < with_alloca < main",
                        "definitely lost 6420 in 10: leak < with_array < main",
                        "definitely lost 6430 in 10: leak < with_realigned_stack < main");
    }

    /** Where the signal came is chance, so only the handler's own functions are compared. */
    @UnderBothTools
    void handlerMayAllocateInTheMiddleOfMalloc(Tool tool) {
        Run run = tool.run("interrupted-malloc");
        assertThat(run.stdout()).isEqualTo("interrupted 300 times\n");
        assertThat(run.facts(2)).containsExactly("definitely lost 3255 in 5: allocate < handle");
        assertThat(run.report().heap().orElseThrow().inUse()).isEqualTo(new Amount(3255, 5));
    }

    @UnderBothTools
    void leaksInAndBehindADeepRecursionAreFound(Tool tool) {
        assertDeep(tool.run("deep-recursion 200"));
    }

    @UnderBothTools
    void leaksInAndBehindABottomlessRecursionAreFound(Tool tool) {
        assertDeep(tool.run("deep-recursion 60000"));
    }

    /** Fifty frames are shown: the allocator's, at_the_bottom and 48 of recurse. */
    private static void assertDeep(Run run) {
        assertThat(run.report().recordOf(661).functions().subList(0, 40))
                .isEqualTo(Stream.concat(Stream.of("at_the_bottom"), Collections.nCopies(39, "recurse").stream())
                        .toList());
        assertThat(run.report().total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(1323, 2));
        assertThat(run.report().recordOf(662).functions()).containsExactly("behind", "main");
    }
}
