package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent's debug build compares every Nth of its walks, frame for frame, with libgcc's {@code _Unwind_Backtrace}. What does not count as
 * a difference, and why, stands in {@code agent/compare.c}.
 */
final class WalkComparisonTest {
    private static final Pattern COMPARED = Pattern.compile(
            "tidemark: process \\d+: (\\d+) walks of (\\d+) frames compared with libgcc's, (\\d+) different");

    /** Prime, so that it does not fall into step with a loop in the program. Programs of ours allocate little: every walk. */
    private static String every(List<String> command) {
        return command.getFirst().startsWith(Programs.FOLDER.toString()) ? "1" : "7";
    }

    static List<List<String>> programs() {
        return List.of(
                List.of(
                        "php",
                        "-r",
                        "for ($i = 0; $i < 20000; $i++) $a[] = str_repeat('x', $i % 100); echo count($a);"),
                List.of("/usr/bin/python3", "-c", PYTHON),
                List.of("sqlite3", ":memory:", ".load mod_spatialite", SQL),
                List.of(
                        "lua5.4",
                        "-e",
                        "require 'cjson' require 'lpeg' t = {} for i = 1, 20000 do t[i] = tostring(i) end"),
                List.of("git", "--version"),
                Programs.command("exceptions"),
                Programs.command("coroutines"),
                Programs.command("alternate-signal-stack"),
                Programs.command("frames"),
                Programs.command("deep-recursion 200"),
                Programs.command("look-alikes"),
                Programs.command("random-frames"),
                Programs.command("ended-threads local exit cancel given c11"),
                List.of("g++", "-O1", "-c", "-o", "/dev/null", "-x", "c++", cxx().toString()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyComparedWalkHasTheFramesThatLibgccFinds(List<String> command) {
        Run run = Tool.TIDEMARK.run(command, Map.of("TIDEMARK_COMPARE_EVERY", every(command)));
        List<MatchResult> lines = COMPARED.matcher(run.stderr()).results().toList();
        assertThat(lines).as(run.stderr()).isNotEmpty();
        assertThat(sum(lines, 1)).as("walks").isPositive();
        assertThat(sum(lines, 2)).as("frames").isGreaterThan(sum(lines, 1));
        assertThat(sum(lines, 3)).as(run.stderr()).isZero();
    }

    private static long sum(List<MatchResult> lines, int group) {
        return lines.stream()
                .mapToLong(line -> Long.parseLong(line.group(group)))
                .sum();
    }

    private static Path cxx() {
        return Path.of("programs", "control-flow", "templates.cc").toAbsolutePath();
    }

    private static final String PYTHON = """
            import ctypes, json, re, sqlite3, threading
            text = json.dumps([{'a': i, 'b': [str(i)] * 5} for i in range(5000)])
            json.loads(text); re.findall(r'\\d+', text)
            numbers = (ctypes.c_int * 50)(*range(50, 0, -1))
            order = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
            def compare(a, b):
                return ctypes.c_int.from_address(a).value - ctypes.c_int.from_address(b).value
            ctypes.CDLL(None).qsort(numbers, 50, 4, order(compare))
            threads = [threading.Thread(target=lambda: [str(i) * 100 for i in range(5000)]) for _ in range(4)]
            [thread.start() for thread in threads]; [thread.join() for thread in threads]
            """;

    private static final String SQL =
            "create table t(a, b); with recursive c(x) as (select 1 union all select x + 1 from c"
                    + " where x < 20000) insert into t select x, x || 'abc' from c; select count(*) from t;";
}
