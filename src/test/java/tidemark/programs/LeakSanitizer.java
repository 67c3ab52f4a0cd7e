package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** gcc's LeakSanitizer, on the same sources: with frame pointers, without which it knows no callers. */
final class LeakSanitizer {
    private static final Pattern DIRECT =
            Pattern.compile("^Direct leak of (\\d+) byte\\(s\\) in (\\d+) object", Pattern.MULTILINE);

    private LeakSanitizer() {}

    /** Builds and runs {@code programs/lsan/NAME.c} with these arguments. */
    static Run run(String name, String... arguments) {
        Path program = Programs.FOLDER.resolve(name + ".lsan");
        List<String> build = new ArrayList<>(List.of("gcc"));
        build.addAll(Programs.FLAGS);
        build.addAll(List.of("-fno-omit-frame-pointer", "-fsanitize=leak", "-o", program.toString()));
        build.add(Path.of("programs", "lsan", name + ".c").toString());
        Run built = Run.of(build);
        assertThat(built.exitCode()).as(built::toString).isZero();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return Run.of(command);
    }

    /** What it calls a direct leak: definitely lost. */
    static List<Amount> leaks(Run run) {
        return DIRECT.matcher(run.stderr()).results().map(LeakSanitizer::amount).toList();
    }

    private static Amount amount(MatchResult leak) {
        return new Amount(Long.parseLong(leak.group(1)), Long.parseLong(leak.group(2)));
    }
}
