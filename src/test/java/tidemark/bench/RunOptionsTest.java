package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunOptionsTest {
    private static RunOptions parse(String... arguments) throws BenchException {
        return RunOptions.parse(List.of(arguments), List.of("php", "lua"));
    }

    @Test
    void nothingMeansEverything() throws BenchException {
        assertThat(parse().only()).isEmpty();
        assertThat(parse().tools()).isEmpty();
    }

    @Test
    void optionsAreRead() throws BenchException {
        RunOptions options = parse(
                "--only=lua,php", "--tools=bare,tidemark", "--rounds=9", "--agent=before=a/b=c.so", "--output=x.tsv");
        assertThat(options.only()).containsExactlyInAnyOrder("php", "lua");
        assertThat(options.tools()).containsExactlyInAnyOrder("bare", "tidemark");
        assertThat(options.rounds()).isEqualTo(9);
        assertThat(options.agents()).containsEntry("before", Path.of("a/b=c.so"));
        assertThat(options.output()).hasValue(Path.of("x.tsv"));
    }

    @Test
    void onlyAWholeRunIsPublished() throws BenchException {
        assertThat(parse("--publish").publish()).isTrue();
        assertThatThrownBy(() -> parse("--publish", "--only=php"))
                .hasMessage("--publish is for all workloads and tools: leave out --only and --tools");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--only=perl | --only=perl: there is no perl, but php, lua",
                "--rounds=-1 | --rounds=-1: a number is wanted",
                "--rounds | --rounds: a number is wanted",
                "--agent=x | --agent=x: write --agent=NAME=PATH",
                "--agent==x.so | --agent==x.so: write --agent=NAME=PATH",
                "--fast | no such option: --fast; see ./build help"
            })
    void whatCannotBeUsedIsNamed(String argument, String message) {
        assertThatThrownBy(() -> parse(argument)).hasMessage(message);
    }
}
