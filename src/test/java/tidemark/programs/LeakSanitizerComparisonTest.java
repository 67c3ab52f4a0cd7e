package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What LeakSanitizer finds lost in the programs, beside what we do: direct and indirect leaks are definitely and indirectly lost. Where the two differ, the table says why.
 */
final class LeakSanitizerComparisonTest {
    /**
     * @param options LeakSanitizer's, for what it would take for pointers by chance
     * @param theirs bytes and blocks of each process that lost anything
     * @param difference why the two are not alike
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "leak-sanitizer.txt", delimiter = '|', commentCharacter = '#')
    void lostBytesAndBlocksAreThoseOfLeakSanitizer(
            String program, @Nullable String options, String theirs, String ours, @Nullable String difference) {
        assertThat(LeakSanitizer.lost(program, options == null ? "" : options))
                .as("LeakSanitizer's")
                .isEqualTo(theirs);
        assertThat(lost(Tool.TIDEMARK.run(program))).as("Tidemark's").isEqualTo(ours);
        assertThat(difference != null).as("a reason if they differ").isNotEqualTo(theirs.equals(ours));
    }

    private static String lost(Run run) {
        List<Amount> lost = run.reports().stream()
                .map(report -> report.total(Kind.DEFINITELY_LOST).plus(report.total(Kind.INDIRECTLY_LOST)))
                .toList();
        return LeakSanitizer.table(lost);
    }
}
