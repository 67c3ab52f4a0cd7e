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
                        "Of these, last held by a module that was unloaded:",
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
