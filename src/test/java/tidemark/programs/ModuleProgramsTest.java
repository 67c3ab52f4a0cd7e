package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModuleProgramsTest {
    @UnderBothTools
    void modulesThatFollowEachOtherAtOneAddressKeepTheirNames(Tool tool) {
        Run run = tool.run("address-reuse module-one.so module-two.so");
        assertThat(run.stdout()).isEqualTo("same address\n");
        assertThat(run.facts())
                .containsExactly(
                        "definitely lost 301 in 1: first_of_one < leak < call_in < main",
                        "definitely lost 302 in 1: first_of_two < leak < call_in < main");
        assertThat(run.report().recordOf(301).callers().getFirst().module()).isEqualTo(Programs.file("module-one.so"));
        assertThat(run.report().recordOf(302).callers().getFirst().module()).isEqualTo(Programs.file("module-two.so"));
    }

    @UnderBothTools
    void leaksOfFiveHundredReloadsAreAllThere(Tool tool) {
        assertThat(tool.run("reload module-one.so").facts())
                .containsExactly("definitely lost 150500 in 500: first_of_one < leak < reload < main");
    }

    /** Memcheck, whose stacks are addresses of a time, makes 500 records of them. */
    @Test
    void fiveHundredReloadsMakeOneRecord() {
        LossRecord record = Tool.TIDEMARK.run("reload module-one.so").report().recordOf(150500);
        assertThat(record.blocks()).isEqualTo(500);
        assertThat(record.remarks()).containsExactly("(spans 500 instances of module-one.so, all unloaded)");
    }

    @Test
    void framesInUnloadedModulesAreMarked() {
        LossRecord record = Tool.TIDEMARK.run("reload module-one.so").report().recordOf(150500);
        assertThat(record.callers()).extracting(StackFrame::unloaded).containsExactly(true, true, false, false);
    }

    @UnderBothTools
    void blocksCrossADeeplyBoundModuleInBothDirections(Tool tool) {
        assertThat(tool.run("deep-binding module-deep.so").facts(1))
                .containsExactly("definitely lost 311 in 1: from_constructor", "definitely lost 314 in 1: leak");
    }

    @UnderBothTools
    void blockOfAModulesStaticIsLostByUnloading(Tool tool) {
        assertThat(tool.run("lost-by-unloading module-holder.so").facts())
                .containsExactly("definitely lost 321 in 1: hold < main");
    }

    @UnderBothTools
    void blockOfAModulesStaticIsReachableWhileTheModuleIsThere(Tool tool) {
        assertThat(tool.run("lost-by-unloading module-holder.so keep").facts())
                .containsExactly("still reachable 321 in 1: hold < main");
    }

    @Test
    void keptModulesHideTheLeak() {
        assertThat(Tool.TIDEMARK
                        .runWith("--keep-modules=yes", "lost-by-unloading module-holder.so")
                        .facts())
                .containsExactly("still reachable 321 in 1: hold < main");
    }

    @Test
    void moduleThatDlcloseLeavesLoadedIsToldWithTheReason() {
        Run run = Tool.TIDEMARK.run("lost-by-unloading module-unique.so");
        assertThat(run.report().recordOf(322).kind()).isEqualTo(Kind.STILL_REACHABLE);
        assertThat(stayed(run))
                .containsExactly("module-unique.so stayed loaded after dlclose, since it defines unique symbols"
                        + " (STB_GNU_UNIQUE: static variables of templates and inline functions):"
                        + " what its variables hold is still reachable");
        assertThat(stayed(Tool.TIDEMARK.run("lost-by-unloading module-unique.so keep")))
                .as("without dlclose")
                .isEmpty();
        assertThat(stayed(Tool.TIDEMARK.run("lost-by-unloading module-holder.so")))
                .isEmpty();
    }

    @Test
    void moduleThatIsMarkedNeverToBeUnloadedIsTold(@TempDir Path folder) {
        String module = folder.resolve("module-marked.so").toString();
        Run build = Run.of(List.of(
                "gcc", "-shared", "-fPIC", "-Wl,-z,nodelete", "-o", module, "programs/modules/module-holder.c"));
        assertThat(build.exitCode()).as(build::toString).isZero();
        Run run = Tool.TIDEMARK.run(List.of(Programs.file("lost-by-unloading"), module), Map.of());
        assertThat(stayed(run))
                .containsExactly("module-marked.so stayed loaded after dlclose, since it is marked never to be unloaded"
                        + " (DF_1_NODELETE): what its variables hold is still reachable");
        Run merged = Tool.TIDEMARK.run(
                List.of("--merge-children=yes", Programs.file("lost-by-unloading"), module), Map.of());
        assertThat(stayed(merged)).isEqualTo(stayed(run));
    }

    /** Why, its file does not tell, and most who open a module twice know it. */
    @Test
    void moduleThatIsOpenStillIsToldOnlyOnRequest() {
        String words = "opened-twice module-holder.so";
        assertThat(stayed(Tool.TIDEMARK.run(words))).isEmpty();
        assertThat(stayed(Tool.TIDEMARK.runWith("-v", words)))
                .containsExactly(
                        "module-holder.so stayed loaded after dlclose, since it was opened more often than closed,"
                                + " something else needs it, or it was opened with RTLD_NODELETE:"
                                + " what its variables hold is still reachable");
    }

    private static List<String> stayed(Run run) {
        return run.report().lines().stream()
                .map(String::strip)
                .filter(line -> line.contains("stayed loaded"))
                .toList();
    }

    @UnderBothTools
    void staticDestructorsRunWhileTheModuleIsUnloaded(Tool tool) {
        assertThat(tool.run("static-destructor module-static.so").facts(2))
                .containsExactly("definitely lost 331 in 1: leak_in_destructor() < Owner::~Owner()");
    }

    @UnderBothTools
    void staticDestructorsRunAtExit(Tool tool) {
        assertThat(tool.run("static-destructor module-static.so keep").facts(2))
                .containsExactly("definitely lost 331 in 1: leak_in_destructor() < Owner::~Owner()");
    }
}
