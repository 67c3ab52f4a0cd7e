package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** gcc's LeakSanitizer, on the same sources: with frame pointers, without which it knows no callers. */
final class LeakSanitizer {
    private static final Pattern DIRECT =
            Pattern.compile("^Direct leak of (\\d+) byte\\(s\\) in (\\d+) object", Pattern.MULTILINE);

    private static final Pattern SUMMARY =
            Pattern.compile("^SUMMARY: LeakSanitizer: (\\d+) byte\\(s\\) leaked in (\\d+) alloc", Pattern.MULTILINE);

    /** Preloaded, so that it looks at the very program that the other tools look at. */
    private static final String LIBRARY = "/usr/lib/x86_64-linux-gnu/liblsan.so.0";

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

    /**
     * What it finds lost, directly and indirectly, in a program of ours and all that this starts.
     *
     * @param options of LSAN_OPTIONS, divided by colons
     */
    static String lost(String words, String options) {
        Map<String, String> environment =
                Map.of("LD_PRELOAD", LIBRARY, "LSAN_OPTIONS", "exitcode=0:symbolize=0:" + options);
        Run run = Run.of(Programs.command(words), environment);
        assertThat(run.stderr()).as(run::toString).doesNotContain("ERROR: ld.so", "FATAL", "CHECK failed");
        return table(SUMMARY.matcher(run.stderr())
                .results()
                .map(LeakSanitizer::amount)
                .toList());
    }

    /** As {@code 571 in 1 + 572 in 1}, for processes in whatever order; {@code none}. */
    static String table(List<Amount> processes) {
        String text = processes.stream()
                .filter(lost -> lost.blocks() > 0)
                .sorted(Comparator.comparingLong(Amount::bytes))
                .map(lost -> lost.bytes() + " in " + lost.blocks())
                .collect(Collectors.joining(" + "));
        return text.isEmpty() ? "none" : text;
    }

    /** What it calls a direct leak: definitely lost. */
    static List<Amount> leaks(Run run) {
        return DIRECT.matcher(run.stderr()).results().map(LeakSanitizer::amount).toList();
    }

    private static Amount amount(MatchResult leak) {
        return new Amount(Long.parseLong(leak.group(1)), Long.parseLong(leak.group(2)));
    }
}
