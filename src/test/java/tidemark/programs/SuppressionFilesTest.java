package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.suppression.SuppressionFileException;
import tidemark.suppression.Suppressions;

/** What is wrong with a suppression file: Valgrind and Tidemark say the same of the same line. */
final class SuppressionFilesTest {
    private static final Pattern VALGRIND =
            Pattern.compile("==\\d+== (FATAL: in suppressions file \".*\" near line \\d+:)\n==\\d+==    (.*)\n");

    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file.supp"), content);
    }

    private static Optional<String> complaint(Path file) {
        try {
            Suppressions.read(List.of(file.toString()), Path::of);
            return Optional.empty();
        } catch (SuppressionFileException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> valgrindsComplaint(Path file) {
        Run run = Run.of(List.of("valgrind", "-q", "--suppressions=" + file, "true"));
        assertThat(run.exitCode()).as(run::toString).isLessThan(2);
        Matcher matcher = VALGRIND.matcher(run.stderr());
        return matcher.find() ? Optional.of(matcher.group(1) + " " + matcher.group(2)) : Optional.empty();
    }

    /** Lines have slashes between them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# comments alone //   # that is all",
                "{",
                "{ / }",
                "{ / name",
                "{ / name / no colon / }",
                "{ / name / Memcheck:Leek / }",
                "{ / name / Memcheck: Leak / fun:a / }",
                "{ / name / Memcheck:Leak / }",
                "{ / name / Memcheck:Leak / fun:a",
                "{ / name / Memcheck:Leak / foo:a / }",
                "{ / name / Memcheck:Leak / fun:a / foo:b / }",
                "{ / name / Memcheck:Leak / fun:a // # comment / } trailing / }",
                "{ / name / Memcheck:Leak / ... / }",
                "{ / name / Memcheck:Leak / fun:a / } / more",
                "{ / name / Memcheck:Leak / match-leak-kinds: lost / fun:a / }",
                "{ / name / Memcheck:Leak / match-leak-kinds: / fun:a / }",
                "{ / name / Memcheck:Leak / match-leak-kinds: all,definite / fun:a / }",
                "{ / name / Memcheck:Leak / match-leak-kinds: definite, possible / fun:a / }",
                "{ / name / Memcheck:Leak / match-leak-kinds: definite / }",
                "{ / name / Memcheck:Param / fun:a / }",
                "{ / name / Memcheck:Param / write(buf) / }",
                "{ / name / Memcheck:Cond / }",
                "{ / name / Memcheck:Cond / write(buf) / fun:a / }",
                "{ / name / Memcheck:FishyValue / malloc / fun:a / }",
                "{ / name / Helgrind:Race / fun:a",
                "{ name",
                "this is a text",
                "\\u007fELF\\u0002\\u0001"
            })
    void sameComplaint(String lines) throws IOException {
        Path file =
                file(lines.replace("\\u007f", "\u007f")
                                .replaceAll("\\\\u000[12]", "\u0001")
                                .replaceAll(" ?/ ?", "\n") + "\n");
        assertThat(complaint(file)).isEqualTo(valgrindsComplaint(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ / name / Memcheck:Leak / match-leak-kinds:definite,possible / ... / fun:a / ... / }",
                "{ / name / Memcheck,Addrcheck:Leak / obj:a b / }",
                "{ / name / Other, Memcheck:Leek / whatever / }",
                "{ / name / CoreError:FdNotClosed / fun:a / }",
                "{\r / name\r / Memcheck:Leak\r / fun:a\r / }\r",
                "{ / fun:name / Memcheck:Param / write(buf) / src:x.c:12 / fun:a / }",
                "{ / name / Memcheck:FishyValue / malloc(size) / fun:a / }",
                "{ / name / Memcheck:Leak / match-leak-kinds: none / fun: / } / { / name / Memcheck:Value8 / fun:a / }"
            })
    void noComplaint(String lines) throws IOException {
        Path file = file(lines.replaceAll(" ?/ ?", "\n") + "\n");
        assertThat(complaint(file)).isEmpty();
        assertThat(valgrindsComplaint(file)).isEmpty();
    }

    /** These come with Valgrind. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/libexec/valgrind/default.supp", "/usr/lib/valgrind/debian.supp"})
    void filesOfTheDistributionAreRead(String file) throws SuppressionFileException {
        assertThat(Suppressions.read(List.of(file), Path::of).all()).isNotEmpty();
    }

    @Test
    void tooManyLocations() throws IOException {
        String start = "{\nname\nMemcheck:Leak\n";
        assertThat(complaint(file(start + "fun:a\n".repeat(500) + "}\n"))).isEmpty();
        Path file = file(start + "fun:a\n".repeat(501) + "}\n");
        assertThat(complaint(file))
                .contains(
                        "FATAL: in suppressions file \"" + file + "\" near line 504: too many callers in stack trace");
    }

    @Test
    void veryLongLine() throws IOException {
        String start = "{\nname\nMemcheck:Leak\nfun:";
        assertThat(complaint(file(start + "a".repeat(99_000) + "\n}\n"))).isEmpty();
        Path file = file(start + "a".repeat(200_000) + "\n}\n");
        assertThat(complaint(file))
                .contains(
                        "FATAL: in suppressions file \"" + file + "\" near line 4: line longer than 100000 characters");
    }

    @Test
    void lineNumberThatIsNone() throws IOException {
        Path file = file("{\nname\nMemcheck:Leak\nfun:malloc\nsrc:a.c:x\n}\n");
        assertThat(complaint(file))
                .contains("FATAL: in suppressions file \"" + file
                        + "\" near line 5: the line number in \"src:a.c:x\" is none");
    }

    @Test
    void otherLinesAmongLeakSanitizers() throws IOException {
        Path file = file("# LeakSanitizer's\nleak:a\n\nrace:b\n");
        assertThat(complaint(file))
                .contains("FATAL: in suppressions file \"" + file
                        + "\" near line 4: expected leak:PATTERN, as in the lines before");
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertThat(complaint(folder)).contains("FATAL: suppressions file \"" + folder + "\" is a directory");
        Path absent = folder.resolve("absent");
        assertThat(complaint(absent))
                .contains("FATAL: can't open suppressions file \"" + absent + "\": there is no such file");
        Path device = Path.of("/dev/zero");
        assertThat(complaint(device))
                .contains("FATAL: can't open suppressions file \"/dev/zero\": it has more than 134217728 bytes");
    }
}
