package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PrefixedLinesTest {
    @Test
    void namesCannotControlTheTerminalNorBeginLines() {
        PrefixedLines lines = new PrefixedLines(7);
        lines.line("lost when we\nird.so was unloaded: \u001b[31mred\u009b1m \u007f, and b\u00e9b\u00e9 stays");
        assertThat(lines.text())
                .isEqualTo(
                        "==7== lost when we\\x0aird.so was unloaded: \\x1b[31mred\\x9b1m \\x7f, and b\u00e9b\u00e9 stays\n");
    }

    @Test
    void argumentsOfTheCommandAreKeptApart() {
        PrefixedLines lines = new PrefixedLines(7);
        lines.title(List.of("a b", "c\nd", "e\tf"));
        assertThat(lines.text()).endsWith("==7== Command: a\\ b c\\nd e\\x09f\n");
    }
}
