package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why blocks were lost: what the report says below their records, and in its summary by module. */
final class CauseProgramsTest {
    private static final String HELD = "lost when module-variables.so was unloaded: last held by ";

    private static LossRecord record(Run run, long bytes) {
        return run.report().recordOf(bytes);
    }

    @Test
    void variableThatHeldTheBlockIsNamed() {
        Run run = Tool.TIDEMARK.run("unloaded-variables module-variables.so fill");
        assertThat(record(run, 401).remarks()).containsExactly(HELD + "cache (.bss)");
        assertThat(record(run, 402).remarks()).containsExactly(HELD + "slots+16 (.data)");
        assertThat(record(run, 403).remarks()).containsExactly(HELD + "exported (.bss)");
    }

    @Test
    void pointerIntoTheMiddleIsAHolderToo() {
        Run run = Tool.TIDEMARK.run("unloaded-variables module-variables.so fill");
        assertThat(record(run, 404).remarks()).containsExactly(HELD + "middle (.bss)");
    }

    @Test
    void whatTheHeldBlockLeadsToIsLostByTheSameCause() {
        Run run = Tool.TIDEMARK.run("unloaded-variables module-variables.so fill");
        assertThat(run.facts(2))
                .contains("definitely lost 405 (+813) in 1: node < fill", "indirectly lost 813 in 2: node < fill");
        assertThat(record(run, 405).remarks()).containsExactly(HELD + "chain (.bss)");
        assertThat(record(run, 406).remarks()).containsExactly(HELD + "chain (.bss)");
        assertThat(record(run, 407).remarks()).containsExactly(HELD + "chain (.bss)");
    }

    @Test
    void ringThatWasHeldByItsHigherBlockHasACause() {
        Run run = Tool.TIDEMARK.run("unloaded-variables module-variables.so fill_ring");
        assertThat(run.report().records(Kind.DEFINITELY_LOST))
                .singleElement()
                .satisfies(record -> assertThat(record.remarks()).containsExactly(HELD + "ring (.bss)"));
    }

    @Test
    void bytesLostAreSummedUpByModule() {
        assertThat(Tool.TIDEMARK
                        .run("unloaded-variables module-variables.so fill fill_ring")
                        .report()
                        .lines())
                .containsSequence(
                        "Of the lost blocks, last held by a module that was unloaded:",
                        "   module-variables.so: 3,650 bytes in 9 blocks");
    }

    @Test
    void staticVariableOfAStrippedModuleIsGivenBySectionAndOffset() {
        String stripped = Programs.FOLDER.resolve("stripped-variables.so").toString();
        build("strip", "-o", stripped, Programs.file("module-variables.so"));
        Run run = run("unloaded-variables", stripped, "fill");
        assertThat(record(run, 401).remarks())
                .singleElement()
                .asString()
                .matches("lost when stripped-variables.so was unloaded: last held by \\.bss\\+0x[0-9a-f]+");
        assertThat(record(run, 403).remarks())
                .containsExactly("lost when stripped-variables.so was unloaded: last held by exported (.bss)");
    }

    @Test
    void moduleThatGoesWithTheOneThatNeedsItIsTheCause() {
        String needing = Programs.FOLDER.resolve("needing-variables.so").toString();
        build(
                "gcc",
                "-shared",
                "-fPIC",
                "-o",
                needing,
                "programs/causes/module-needing.c",
                "-L" + Path.of(Programs.file("module-variables.so")).getParent(),
                "-l:module-variables.so",
                "-Wl,-rpath," + Programs.FOLDER);
        Run run = run("unloaded-variables", needing, "fill_needed");
        assertThat(record(run, 401).remarks()).containsExactly(HELD + "cache (.bss)");
    }

    /** The needed one is known by the name in itself alone, and it stands in front of those that need it. */
    @Test
    void moduleThatGoesWithTheLastOfAChainIsTheCause() {
        String variables = Programs.FOLDER.resolve("renamed-variables.so").toString();
        build(
                "gcc",
                "-shared",
                "-fPIC",
                "-Wl,-soname,own-name.so",
                "-o",
                variables,
                "programs/causes/module-variables.c");
        String middle = Programs.FOLDER.resolve("middle-variables.so").toString();
        String needing = "programs/causes/module-needing.c";
        build("gcc", "-shared", "-fPIC", "-Dfill_needed=fill_middle", "-o", middle, needing, variables);
        String last = Programs.FOLDER.resolve("last-variables.so").toString();
        build("gcc", "-shared", "-fPIC", "-Dfill=fill_middle", "-Wl,--no-as-needed", "-o", last, needing, middle);
        assertThat(record(run("closed-in-turn", variables, middle, last), 401).remarks())
                .containsExactly("lost when renamed-variables.so was unloaded: last held by cache (.bss)");
    }

    @Test
    void blockThatADestructorPutsInTheHeldOnesPlaceHasNoCause() {
        Run run = Tool.TIDEMARK.run("unloaded-variables module-replacing.so fill");
        assertThat(run.stdout()).isEqualTo("same address\n");
        assertThat(record(run, 476).remarks()).isEmpty();
    }

    @Test
    void destructorThatUnloadsAnotherModule() {
        Run run = Tool.TIDEMARK.run("closing-destructor module-closing.so module-variables.so");
        assertThat(run.facts(1))
                .filteredOn(fact -> !fact.startsWith("still reachable")) // the loader's
                .containsExactly(
                        "definitely lost 432 in 1: fill_and_load",
                        "definitely lost 411 (+411) in 1: node",
                        "indirectly lost 411 in 1: node");
        assertThat(record(run, 432).remarks())
                .containsExactly("lost when module-closing.so was unloaded: last held by left (.bss)");
        assertThat(run.report().records(Kind.DEFINITELY_LOST))
                .anySatisfy(record -> assertThat(record.remarks()).containsExactly(HELD + "ring (.bss)"));
    }

    @Test
    void noteAboutAFreedBlockSaysNothingOfTheNextOneThere() {
        Run run = Tool.TIDEMARK.run("noted-and-reused module-variables.so module-last.so free");
        assertThat(run.stdout()).isEqualTo("same address\n");
        assertThat(record(run, 421).remarks()).isEmpty();
    }

    @Test
    void noteAboutTheNextBlockThereDoesNotReviveTheOldOne() {
        Run run = Tool.TIDEMARK.run("noted-and-reused module-variables.so module-last.so held");
        assertThat(run.stdout()).isEqualTo("same address\n");
        assertThat(record(run, 421).remarks())
                .containsExactly("lost when module-last.so was unloaded: last held by last (.bss)");
    }

    @Test
    void variableThatWasClearedBeforeTheUnloadingIsNoCause() {
        Run run = Tool.TIDEMARK.run("cleared-before-unloading module-variables.so");
        assertThat(record(run, 401).remarks()).isEmpty();
        assertThat(record(run, 402).remarks()).containsExactly(HELD + "slots+16 (.data)");
    }

    @Test
    void blockThatAModuleLostBeforeHasNoCause() {
        assertThat(record(Tool.TIDEMARK.run("reload module-one.so"), 150500).remarks())
                .noneMatch(remark -> remark.startsWith("lost when"));
    }

    @UnderBothTools
    void blocksThatEndedThreadsHeldAreLost(Tool tool) {
        assertThat(tool.run(
                                "ended-threads local register exit large middle chain given detached c11 stale dropped freed")
                        .facts(1))
                .filteredOn(fact -> fact.startsWith("definitely lost") || fact.startsWith("indirectly lost"))
                .containsExactly(
                        "definitely lost 444 in 1: by_exit",
                        "definitely lost 455 (+456) in 1: chained",
                        "definitely lost 453 in 1: detached",
                        "definitely lost 449 in 1: dropped",
                        "definitely lost 454 in 1: in_c11",
                        "definitely lost 893 in 2: in_large_frame",
                        "definitely lost 441 in 1: in_local",
                        "definitely lost 452 in 1: in_middle",
                        "definitely lost 442 in 1: in_register",
                        "definitely lost 443 in 1: leave",
                        "definitely lost 451 in 1: run_given",
                        "definitely lost 458 in 1: run_one_after_another",
                        "indirectly lost 456 in 1: chained");
    }

    /** The code in front of a thread's function is the agent's, and in no call path. */
    @UnderBothTools
    void callPathOfAThreadIsWhatItIsWithoutTheAgent(Tool tool) {
        Run run = tool.run("ended-threads local c11");
        for (long bytes : new long[] {441, 454}) {
            assertThat(record(run, bytes).frames())
                    .extracting(StackFrame::function)
                    .map(function -> function.replaceFirst("^(__)?clone3$", "clone"))
                    .containsExactly("malloc", bytes == 441 ? "in_local" : "in_c11", "start_thread", "clone");
        }
    }

    @Test
    void threadWhoseStackHeldTheBlockIsNamed() {
        assertEnded("local", "in_local", 441);
        assertEnded("middle", "in_middle", 452);
        assertEnded("large", "in_large_frame", 446, 447);
        assertEnded("chain", "chained", 455, 456);
    }

    @Test
    void registerOfTheStartRoutineIsItsStackToo() {
        assertEnded("register", "in_register", 442);
    }

    @Test
    void threadThatIsUnwoundFromDeepInHeldWhatAllItsFramesHeld() {
        assertEnded("exit", "by_exit", 443, 444);
        assertEnded("cancel", "by_cancel", 445);
    }

    @Test
    void threadThatNeverAllocatedHoldsBlocksToo() {
        assertEnded("given", "given", 451);
    }

    @Test
    void detachedThreadWithTheSmallestStackIsTheCause() {
        assertEnded("detached", "detached", 453);
    }

    /** No more of the stack may be wiped than there is. */
    @Test
    void threadOnAStackSmallerThanWhatIsLookedAtIsTheCause() {
        assertThat(ended(Tool.TIDEMARK.run("small-stack"), 474))
                .containsExactly("held by the stack of thread N (in fill) when that ended");
    }

    @Test
    void threadOfTheC11KindKeepsItsResult() {
        assertThat(assertEnded("c11", "in_c11", 454).exitCode()).isEqualTo(7);
    }

    @Test
    void threadIsNoCauseOfWhatItHandedOnOrFreed() {
        Run handed = Tool.TIDEMARK.run("ended-threads handed");
        assertThat(record(handed, 448).kind()).isEqualTo(Kind.STILL_REACHABLE);
        assertThat(ended(handed, 448)).isEmpty();
        assertThat(record(Tool.TIDEMARK.run("ended-threads freed dropped"), 449).remarks())
                .isEmpty();
    }

    @Test
    void whatTheThreadBeforeLeftOnTheStackIsNotTheNextOnes() {
        assertEnded("stale", "fills", 458);
    }

    @Test
    void cppThreadIsNamedByTheFunctionThatTheLibraryBeganItWith() {
        Run run = Tool.TIDEMARK.run("ended-cpp-thread");
        assertThat(ended(run, 462))
                .singleElement()
                .asString()
                .matches("held by the stack of thread N \\(in .*\\) when that ended");
    }

    @Test
    void bytesLostWithThreadsAreSummedUpByFunction() {
        assertThat(Tool.TIDEMARK.run("ended-threads large large chain").report().lines())
                .containsSequence(
                        "Of the lost blocks, held by the stack of a thread when that ended:",
                        "   in in_large_frame: 1,786 bytes in 4 blocks",
                        "   in chained: 911 bytes in 2 blocks");
        assertThat(ended(Tool.TIDEMARK.run("ended-threads large large"), 892))
                .containsExactly("held by the stacks of threads (in in_large_frame) when they ended");
    }

    /** The agent has room for 1,024 functions, in front of which its code stands. */
    @Test
    void threadThatBeginsWithOneOfTooManyFunctionsRunsItAndIsNoCause() {
        Run run = Tool.TIDEMARK.run("thousands-of-routines");
        assertThat(run.stdout()).isEqualTo("1100 of 1100 ran\n");
        assertThat(record(run, 1100 * 459).remarks())
                .contains("(and by 1,021 others)")
                .first()
                .asString()
                .endsWith("that ended (1 of the blocks)");
    }

    @Test
    void threadsLeaveRoomForTheCausesOfModules() {
        String command = "thousands-of-holders module-last.so ";
        assertThat(Tool.TIDEMARK.run(command + "1").report().lines()).contains("   in fill: 768 bytes in 32 blocks");
        Run run = Tool.TIDEMARK.run(command + "8200");
        assertThat(run.report().lines()).contains("   in fill: 6,291,456 bytes in 262,144 blocks");
        assertThat(record(run, 421).remarks())
                .containsExactly("lost when module-last.so was unloaded: last held by last (.bss)");
    }

    @Test
    void functionOfAModuleThatWasUnloadedSinceIsNamed() {
        assertThat(ended(Tool.TIDEMARK.run("thread-and-module module-thread.so routine"), 471))
                .containsExactly("held by the stack of thread N (in run [unloaded]) when that ended");
    }

    @Test
    void threadThatADeeplyBoundModuleCreatesIsSeenToo() {
        assertThat(ended(Tool.TIDEMARK.run("thread-and-module module-thread.so deep"), 473))
                .containsExactly("held by the stack of thread N (in run_own) when that ended");
    }

    @Test
    void ofAThreadAndAModuleWhatWentLastIsTheCause() {
        assertThat(ended(Tool.TIDEMARK.run("thread-and-module module-thread.so thread-last"), 472))
                .containsExactly("held by the stack of thread N (in run) when that ended");
        assertThat(ended(Tool.TIDEMARK.run("thread-and-module module-thread.so module-last"), 472))
                .containsExactly("lost when module-thread.so was unloaded: last held by kept (.bss)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " again"})
    void blockWhereAFreedOneLayHasAModuleAsItsCauseOnlyIfTheModuleWasGivenIt(String way) {
        String command = "dangling-variable module-last.so" + way;
        assertThat(record(Tool.TIDEMARK.run(command), 431).remarks()).isEmpty();
        assertThat(record(Tool.TIDEMARK.run(command + " shown"), 431).remarks())
                .containsExactly("lost when module-last.so was unloaded: last held by last (.bss)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " again", " allocating", " allocating again"})
    void blockWhereAFreedOneLayHasAThreadAsItsCauseOnlyIfTheThreadWasGivenIt(String way) {
        String command = "dangling-frame" + way;
        assertThat(record(Tool.TIDEMARK.run(command), 436).remarks()).isEmpty();
        assertThat(ended(Tool.TIDEMARK.run(command + " handed"), 436))
                .containsExactly("held by the stack of thread N (in work) when that ended");
    }

    /** Where no path is kept at a free, the allocation sees that the address is still named. */
    @Test
    void newCallGetsNoAddressThatIsStillNamedWhenNoFreeIsLookedAt() {
        assertThat(record(Tool.TIDEMARK.runWith("--freed-paths=0", "dangling-variable module-last.so"), 431)
                        .remarks())
                .isEmpty();
        assertThat(record(Tool.TIDEMARK.runWith("--freed-paths=0", "dangling-frame"), 436)
                        .remarks())
                .isEmpty();
    }

    @Test
    void secondFreeOfABlockThatIsKeptAsideEndsTheProgramAsItDoesBare() {
        Run run = Tool.TIDEMARK.run("dangling-variable module-last.so twice");
        assertThat(run.exitCode()).isEqualTo(128 + 6);
        assertThat(run.stderr()).contains("free(): double free detected");
        assertThat(run.report().lines()).contains("Invalid free() / delete / delete[] / realloc()");
    }

    /** The records' remarks, without the thread's number. */
    private static List<String> ended(Run run, long bytes) {
        return record(run, bytes).remarks().stream()
                .filter(remark -> remark.startsWith("lost when") || remark.endsWith("ended"))
                .map(remark -> remark.replaceAll("thread [0-9]+ ", "thread N "))
                .toList();
    }

    private static Run assertEnded(String way, String function, long... bytes) {
        Run run = Tool.TIDEMARK.run("ended-threads " + way);
        for (long of : bytes) {
            assertThat(ended(run, of))
                    .containsExactly("held by the stack of thread N (in " + function + ") when that ended");
        }
        return run;
    }

    /** Memcheck tells no causes; what is lost it tells alike. What the loader keeps for itself counts the modules, and each tool preloads other ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unloaded-variables module-variables.so fill",
                "unloaded-variables module-variables.so fill_ring",
                "closing-destructor module-closing.so module-variables.so",
                "noted-and-reused module-variables.so module-last.so free",
                "noted-and-reused module-variables.so module-last.so held",
                "cleared-before-unloading module-variables.so"
            })
    void whatIsLostIsLostToMemcheck(String words) {
        assertThat(lost(Tool.TIDEMARK.run(words)))
                .isEqualTo(lost(Tool.VALGRIND.run(words)))
                .isNotEmpty();
    }

    private static List<String> lost(Run run) {
        return run.facts().stream()
                .filter(fact -> !fact.startsWith("still reachable"))
                .toList();
    }

    private static Run run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Programs.file(program)));
        command.addAll(List.of(arguments));
        return Tool.TIDEMARK.run(command, Map.of());
    }

    private static void build(String... command) {
        Run run = Run.of(List.of(command));
        assertThat(run.exitCode()).as(run::toString).isZero();
    }
}
