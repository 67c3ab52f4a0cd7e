package tidemark.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The seeds of each fuzz target, and what fuzzing once found, pass. */
class SeedsTest {
    static Stream<String> targets() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/test/java/tidemark/fuzz"))) {
            List<String> names = sources.map(source -> String.valueOf(source.getFileName()))
                    .filter(name -> name.endsWith("FuzzTarget.java"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .toList();
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everySeedPasses(String target) throws Exception {
        Method entry = Class.forName("tidemark.fuzz." + target).getMethod("fuzzerTestOneInput", byte[].class);
        try (Stream<Path> files = Files.list(Path.of("src/test/fuzz", target))) {
            List<Path> seeds = files.toList();
            assertThat(seeds).isNotEmpty();
            for (Path seed : seeds) {
                byte[] content = Files.readAllBytes(seed);
                assertThatCode(() -> entry.invoke(null, (Object) content))
                        .as(seed.toString())
                        .doesNotThrowAnyException();
            }
        }
    }
}
