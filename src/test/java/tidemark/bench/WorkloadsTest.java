package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WorkloadsTest {
    private final Folders folders = Folders.here();

    @Test
    void namesAreDifferent() {
        assertThat(Workloads.all().stream().map(Workload::name)).doesNotHaveDuplicates();
    }

    @Test
    void everythingIsFilledIn() {
        for (Workload workload : Workloads.all()) {
            List<String> words = Stream.of(workload.command(), workload.preparation(), workload.result())
                    .flatMap(command -> workload.filled(command, Size.REDUCED, folders).stream())
                    .toList();
            assertThat(words).as(workload.name()).noneMatch(word -> word.matches(".*\\{[a-z]+\\}.*"));
        }
    }

    @Test
    void scriptsAreThere() {
        List<Path> scripts = Workloads.all().stream()
                .flatMap(workload -> Stream.of(workload.command(), workload.preparation())
                        .flatMap(command -> workload.filled(command, Size.FULL, folders).stream()))
                .filter(word -> word.startsWith(folders.workloads().toString()))
                .map(Path::of)
                .toList();
        assertThat(scripts).hasSizeGreaterThan(3).allMatch(Files::isReadable);
    }

    /** PHP, Python, SQLite, Lua, g++, git. */
    @Test
    void geometricMeanIsOfSix() {
        assertThat(Workloads.all().stream().filter(workload -> workload.kind() == Workload.Kind.TYPICAL))
                .extracting(Workload::name)
                .containsExactly("php", "python", "sqlite3", "lua", "g++", "git");
    }

    @Test
    void whatIsWantedNamesWorkloads() {
        List<String> names = Workloads.all().stream().map(Workload::name).toList();
        assertThat(names)
                .contains(
                        Workloads.MALLOC_5,
                        Workloads.MALLOC_50,
                        Workloads.mallocName(5, 4),
                        Workloads.mallocName(50, 2),
                        Workloads.MODULES,
                        Workloads.MODULES_DEEPBIND,
                        Workloads.HELLO);
    }
}
