package tidemark;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md says of packages and names. */
final class StructureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("tidemark");

    @Test
    void packagesDependOnlyTheWayTheDataFlows() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("tidemark..")
                .layer("process")
                .definedBy("tidemark.process")
                .layer("snapshot")
                .definedBy("tidemark.snapshot")
                .layer("ledger")
                .definedBy("tidemark.ledger")
                .layer("capture")
                .definedBy("tidemark.capture")
                .layer("reachability")
                .definedBy("tidemark.reachability")
                .layer("elf")
                .definedBy("tidemark.symbolise.elf")
                .layer("dwarf")
                .definedBy("tidemark.symbolise.dwarf")
                .layer("debugfile")
                .definedBy("tidemark.symbolise.debugfile")
                .layer("demangle")
                .definedBy("tidemark.symbolise.demangle")
                .layer("symbolise")
                .definedBy("tidemark.symbolise")
                .layer("suppression")
                .definedBy("tidemark.suppression")
                .layer("report")
                .definedBy("tidemark.report")
                .layer("cli")
                .definedBy("tidemark.cli")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("ledger")
                .mayOnlyBeAccessedByLayers("capture", "cli")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("ledger", "capture", "cli")
                .whereLayer("reachability")
                .mayOnlyBeAccessedByLayers("suppression", "report", "cli")
                .whereLayer("symbolise")
                .mayOnlyBeAccessedByLayers("report", "cli")
                .whereLayer("suppression")
                .mayOnlyBeAccessedByLayers("report", "cli")
                .whereLayer("elf")
                .mayOnlyBeAccessedByLayers("debugfile", "dwarf", "symbolise", "cli")
                .whereLayer("dwarf")
                .mayOnlyBeAccessedByLayers("symbolise")
                .whereLayer("debugfile")
                .mayOnlyBeAccessedByLayers("symbolise", "cli")
                .whereLayer("demangle")
                .mayOnlyBeAccessedByLayers("symbolise", "cli")
                .check(CLASSES);
        slices().matching("tidemark.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        List<String> vague =
                List.of("Manager", "Helper", "Util", "Utils", "Impl", "Handler", "Processor", "Info", "Data");
        assertThat(CLASSES.stream().map(type -> type.getSimpleName()))
                .noneMatch(name -> vague.stream().anyMatch(name::endsWith));
    }

    @Test
    void filesHaveOneSubject() throws IOException {
        for (String folder : List.of("src", "agent", "launcher", "client", "native", "programs", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                assertThat(files.filter(StructureTest::isSource).filter(file -> lines(file) > 400))
                        .as("files of more than 400 lines")
                        .isEmpty();
            }
        }
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return (name.endsWith(".java") && !name.contains("/test/")) || name.endsWith(".c") || name.endsWith(".h");
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
