package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where Tidemark differs from Memcheck: libc does with a wrong free what it does, which mostly ends the program; a variable is named with its section, and no frame
 * is named for an address on the stack; where a block was freed before is known of a process's first frees, or of its last with --freed-paths.
 */
final class WrongFreeProgramsTest {
    private static final String KEEP = "--freed-paths=10000";

    @TempDir
    private Path folder;

    private static List<String> facts(Run run) {
        return WrongFree.of(run.report()).stream().map(WrongFree::fact).toList();
    }

    private static String errorSummary(Run run) {
        return run.report().lines().stream()
                .filter(line -> line.startsWith("ERROR SUMMARY"))
                .findFirst()
                .orElseThrow();
    }

    @UnderBothTools
    void blockFreedByTheWrongFunctionIsTold(Tool tool) {
        Run run = tool.run("mismatched");
        assertThat(facts(run))
                .containsExactly(
                        mismatched("operator delete(void*) < malloc_by_delete()", 1001, "malloc < malloc_by_delete()"),
                        mismatched(
                                "operator delete[](void*) < malloc_by_delete_array()",
                                1002,
                                "calloc < malloc_by_delete_array()"),
                        mismatched("free < new_by_free()", 1003, "operator new(unsigned long) < new_by_free()"),
                        mismatched("free < array_by_free()", 1004, "operator new[](unsigned long) < array_by_free()"),
                        mismatched(
                                "operator delete[](void*) < new_by_delete_array()",
                                1005,
                                "operator new(unsigned long) < new_by_delete_array()"),
                        mismatched(
                                "operator delete(void*, unsigned long) < array_by_delete()",
                                1006,
                                "operator new[](unsigned long) < array_by_delete()"),
                        mismatched(
                                "realloc < new_by_realloc()", 1007, "operator new(unsigned long) < new_by_realloc()"),
                        mismatched(
                                "free < aligned_new_by_free()",
                                1024,
                                "operator new(unsigned long, std::align_val_t) < aligned_new_by_free()"),
                        mismatched(
                                "free < new_by_free_again()",
                                1009,
                                "operator new(unsigned long) < new_by_free_again()"));
        assertThat(errorSummary(run)).isEqualTo("ERROR SUMMARY: 9 errors from 9 contexts (suppressed: 0 from 0)");
        assertThat(run.exitCode()).isZero();
    }

    private static String mismatched(String freed, int bytes, String allocated) {
        return "Mismatched: %s < main. Address A is 0 bytes inside a block of size %,d alloc'd: %s < main"
                .formatted(freed, bytes, allocated);
    }

    /** The agent has room for 4,096 that differ. */
    @UnderBothTools
    void likeOnesAreToldOnceAndCounted(Tool tool) {
        Run run = tool.run("mismatched often");
        assertThat(facts(run)).hasSize(1);
        assertThat(errorSummary(run)).isEqualTo("ERROR SUMMARY: 5000 errors from 1 contexts (suppressed: 0 from 0)");
    }

    /** Its size does not fit 32 bits. */
    @UnderBothTools
    void hugeBlockFreedByTheWrongFunctionIsTold(Tool tool) {
        assertThat(facts(tool.run("mismatched huge")))
                .containsExactly("Mismatched: free < huge_new_by_free() < main. Address A is 0 bytes inside a block of"
                        + " size 5,368,710,130 alloc'd: operator new(unsigned long) < huge_new_by_free() < main");
    }

    @UnderBothTools
    void mismatchedOnesCanBeHidden(Tool tool) {
        Run run = tool.runWith("--show-mismatched-frees=no", "mismatched");
        assertThat(facts(run)).isEmpty();
        assertThat(errorSummary(run)).startsWith("ERROR SUMMARY: 0 errors");
    }

    @UnderBothTools
    void wrongFreesAreErrorsForTheExitCode(Tool tool) {
        assertThat(tool.runWith("--error-exitcode=9", "mismatched").exitCode()).isEqualTo(9);
        assertThat(tool.runWith("--error-exitcode=9", "right-deletes").exitCode())
                .isZero();
    }

    @UnderBothTools
    void rightFreesGiveNothing(Tool tool) {
        Run run = tool.run("right-deletes");
        assertThat(facts(run)).isEmpty();
        assertThat(errorSummary(run)).startsWith("ERROR SUMMARY: 0 errors");
        Run kept = tool == Tool.TIDEMARK ? tool.runWith(KEEP, "right-deletes") : run;
        assertThat(facts(kept)).isEmpty();
        assertThat(kept.report().facts()).isEqualTo(run.report().facts()).isEmpty();
    }

    @UnderBothTools
    void blocksOfAParentAndOfAnotherThreadAreFreedRightly(Tool tool) {
        assertThat(tool.run("inherited").reports())
                .hasSize(2)
                .allSatisfy(report -> assertThat(WrongFree.of(report)).isEmpty());
    }

    @UnderBothTools
    void secondFreeShowsAllThreePaths(Tool tool) {
        assertThat(facts(tool.run("invalid second")))
                .containsExactly("Invalid: free < wrong(void*) < second() < main."
                        + " Address A is 0 bytes inside a block of size 1,201 free'd. Block was alloc'd at:"
                        + " free < first(void*) < second() < main; malloc < make() < second() < main");
        assertThat(facts(tool.run("invalid second-delete")))
                .containsExactly("Invalid: operator delete(void*) < wrong_delete(void*) < second_delete() < main."
                        + " Address A is 0 bytes inside a block of size 1,204 free'd. Block was alloc'd at:"
                        + " operator delete(void*) < second_delete() < main;"
                        + " operator new(unsigned long) < second_delete() < main");
        assertThat(facts(tool.run("invalid second-realloc")))
                .containsExactly("Invalid: free < wrong(void*) < second_realloc() < main."
                        + " Address A is 0 bytes inside a block of size 1,201 free'd. Block was alloc'd at:"
                        + " realloc < second_realloc() < main; malloc < make() < second_realloc() < main");
    }

    /** Its address was another block's before, which was freed elsewhere. */
    @UnderBothTools
    void newestOfSeveralFreesAtAnAddressIsShown(Tool tool) {
        assertThat(facts(tool.run("invalid second-again")))
                .singleElement()
                .asString()
                .contains("alloc'd at: free < second_again() < main;");
    }

    @Test
    void whereNoPathsAreKeptASecondFreeShowsNoFirst() {
        assertThat(facts(Tool.TIDEMARK.runWith("--freed-paths=0", "invalid second")))
                .containsExactly("Invalid: free < wrong(void*) < second() < main."
                        + " Address A is 0 bytes inside a block of size 1,201 free'd."
                        + " (where it was freed is not known; to see it, rerun with: --freed-paths=1000000)."
                        + " Block was alloc'd at: malloc < make() < second() < main");
    }

    @Test
    void onlySoManyPathsOfFreesAreKept() {
        String path = "free < first(void*) < second_kept() < main";
        assertThat(facts(Tool.TIDEMARK.runWith("--freed-paths=2", "invalid second-kept 1")))
                .allMatch(fact -> fact.contains(path))
                .hasSize(1);
        assertThat(facts(Tool.TIDEMARK.runWith("--freed-paths=2", "invalid second-kept 2")))
                .noneMatch(fact -> fact.contains(path))
                .hasSize(1);
    }

    /** Of 10,000. What is known of the memory's earlier block is nothing about this one. */
    @Test
    void pathsOfTheFirstFreesAreKept() {
        String before = "free < second_late() < main";
        assertThat(facts(Tool.TIDEMARK.run("invalid second-late 9000")))
                .allMatch(fact -> fact.contains(before))
                .hasSize(1);
        assertThat(facts(Tool.TIDEMARK.run("invalid second-late 11000")))
                .allMatch(fact -> fact.contains("(where it was freed is not known;"))
                .hasSize(1);
        assertThat(facts(Tool.TIDEMARK.runWith(KEEP, "invalid second-late 11000")))
                .allMatch(fact -> fact.contains(before))
                .hasSize(1);
    }

    /** Memcheck has the freed block's memory for itself for a while, so that there it is still one that was freed. */
    @Test
    void blockAroundAFreedOneIsTold() {
        assertThat(facts(Tool.TIDEMARK.run("invalid second-inside")))
                .containsExactly("Invalid: free < wrong(void*) < second_inside() < main."
                        + " Address A is 40,016 bytes inside a block of size 100,000 alloc'd:"
                        + " malloc < second_inside() < main");
    }

    @UnderBothTools
    void middleOfABlockIsTold(Tool tool) {
        for (String way : List.of("inside", "misaligned")) {
            assertThat(facts(tool.run("invalid " + way)))
                    .as(way)
                    .containsExactly(
                            "Invalid: free < wrong(void*) < %s() < main. Address A is %d bytes inside a block of size 1,201 alloc'd: malloc < make() < %s() < main"
                                    .formatted(way, way.equals("inside") ? 32 : 3, way));
        }
    }

    /** The agent does not look up so large a size there, and says nothing rather than a wrong one. */
    @Test
    void middleOfAHugeBlockIsNot() {
        assertThat(facts(Tool.TIDEMARK.run("invalid inside-huge"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "VALGRIND, stack, on thread 1's stack",
        "TIDEMARK, stack, on thread 1's stack",
        "VALGRIND, data, 0 bytes inside data symbol \"_ZL8variable\"",
        "TIDEMARK, data, in PROGRAM: variable (.bss)",
        "VALGRIND, code, in the Text segment of PROGRAM",
        "TIDEMARK, code, in PROGRAM: ",
        "VALGRIND, nowhere, 'not stack''d, malloc''d or (recently) free''d'",
        "TIDEMARK, nowhere, 'not stack''d, malloc''d or (recently) free''d'",
        "VALGRIND, noncanonical, 'not stack''d, malloc''d or (recently) free''d'",
        "TIDEMARK, noncanonical, 'not stack''d, malloc''d or (recently) free''d'",
        "VALGRIND, odd, in a rw- anonymous segment",
        "TIDEMARK, odd, 'not stack''d, malloc''d or (recently) free''d'"
    })
    void whatIsNoBlockIsTold(Tool tool, String way, String description) {
        List<String> facts = facts(tool.run("invalid " + way));
        String start = "Invalid: free < wrong(void*) < " + way + "() < main. Address A is ";
        assertThat(facts).hasSize(1);
        assertThat(facts.getFirst()).startsWith(start + description.replace("PROGRAM", Programs.file("invalid")));
    }

    @Test
    void programThatIsKilledLeavesThem() {
        Run run = Tool.TIDEMARK.run("mismatched killed");
        assertThat(run.stderr())
                .contains("NOT CHECKED: the process was killed", "Mismatched free() / delete / delete []");
        assertThat(run.stderr().split("Mismatched free", -1)).hasSize(1 + 9);
    }

    /** The program is not changed: libc finds some wrong frees itself, and ends the program. */
    @Test
    void libcDoesWhatItDoes() {
        for (String way : List.of("second", "inside", "stack", "nowhere")) {
            Run bare = Run.of(Programs.command("invalid " + way));
            Run observed = Tool.TIDEMARK.run("invalid " + way);
            assertThat(observed.exitCode()).as(way).isEqualTo(bare.exitCode()).isGreaterThan(128);
            assertThat(observed.ownStderr()).as(way).isEqualTo(bare.stderr());
        }
    }

    /** Each tool understands what the other generates. */
    @UnderBothTools
    void generatedSuppressionsSuppressThem(Tool tool) throws IOException {
        for (Tool other : Tool.values()) {
            String generated = other.runWith(List.of("--gen-suppressions=all", "--leak-check=no"), "mismatched")
                    .ownStderr();
            assertThat(generated).contains("   Memcheck:Free\n   fun:_ZdlPvm\n   fun:_Z15array_by_deletev\n");
            Path file = Files.writeString(folder.resolve("it.supp"), generated);
            Run run = tool.runWith(List.of("--suppressions=" + file, "--error-exitcode=9", "-s"), "mismatched");
            assertThat(facts(run)).isEmpty();
            assertThat(errorSummary(run)).isEqualTo("ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 9 from 9)");
            assertThat(run.exitCode()).isZero();
        }
    }

    @UnderBothTools
    void suppressionsOfOneKindLeaveTheOtherAlone(Tool tool) throws IOException {
        Path leak = Files.writeString(folder.resolve("leak.supp"), "{\nleak\nMemcheck:Leak\n...\nfun:main\n}\n");
        assertThat(facts(tool.runWith("--suppressions=" + leak, "mismatched"))).hasSize(9);
        Path free = Files.writeString(
                folder.resolve("free.supp"), "{\nfree\nMemcheck:Free\nfun:realloc\nfun:_Z*realloc*\n...\n}\n");
        assertThat(facts(tool.runWith("--suppressions=" + free, "mismatched"))).hasSize(8);
        Run run = tool.runWith(List.of("--suppressions=" + free, "-s"), "mismatched");
        assertThat(errorSummary(run)).isEqualTo("ERROR SUMMARY: 8 errors from 8 contexts (suppressed: 1 from 1)");
        assertThat(run.stderr()).containsPattern("used_suppression: +1 free .*free.supp:2");
    }
}
