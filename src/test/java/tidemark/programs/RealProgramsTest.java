package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs as Debian ships them, with modules that they load and unload: both tools, the same run, the same verdicts and stacks. */
final class RealProgramsTest {
    private static final Set<Kind> LOST = EnumSet.of(Kind.DEFINITELY_LOST, Kind.INDIRECTLY_LOST);
    private static final List<String> PHP = List.of("php", "-r", "echo \"Hello World\\n\";");
    private static final List<String> LUA = List.of(
            "lua5.4",
            "-e",
            "local json, lpeg = require 'cjson', require 'lpeg'; print(json.encode{1, 2}, lpeg.match(lpeg.P'a'^1, 'aa'))");
    private static final List<String> SQLITE =
            List.of("sqlite3", ":memory:", ".load mod_spatialite", "select 'spatialite ' || spatialite_version();");
    private static final List<String> APACHE = List.of("apache2ctl", "-t");

    @Test
    void phpLosesTheSameBlocksWithTheSameStacks() {
        Run plain = Run.of(PHP);
        Run memcheck = Tool.VALGRIND.run(PHP, Map.of());
        Run tidemark = Tool.TIDEMARK.run(PHP, Map.of());
        assertThat(memcheck.report().total(Kind.DEFINITELY_LOST).bytes()).isPositive();
        assertSameOutcome(plain, tidemark);
        assertSameLosses(memcheck.report(), tidemark.report());
        System.out.printf(
                "PHP, whole process: plain %d ms, Valgrind %d ms, Tidemark %d ms%n",
                plain.wallMillis(), memcheck.wallMillis(), tidemark.wallMillis());
    }

    /** The leaks are the same, but the globals of the modules stay and hold them: why keeping modules is no way to find leaks. */
    @Test
    void phpThatKeepsItsModulesLosesNothing() {
        Map<String, String> keep = Map.of("ZEND_DONT_UNLOAD_MODULES", "1");
        for (Tool tool : Tool.values()) {
            assertThat(tool.run(PHP, keep).report().total(Kind.DEFINITELY_LOST))
                    .as(tool.name())
                    .isEqualTo(Amount.NOTHING);
        }
    }

    @Test
    void luaWithModulesInCIsTheSameProgram() {
        Run plain = Run.of(LUA);
        assertThat(plain.stdout()).isEqualTo("[1,2]\t3\n");
        Run tidemark = Tool.TIDEMARK.run(LUA, Map.of());
        assertSameOutcome(plain, tidemark);
        assertSameLosses(Tool.VALGRIND.run(LUA, Map.of()).report(), tidemark.report());
    }

    @Test
    void sqliteWithAnExtensionIsTheSameProgram() {
        Run plain = Run.of(SQLITE);
        assertThat(plain.stdout()).startsWith("spatialite ");
        Run tidemark = Tool.TIDEMARK.run(SQLITE, Map.of());
        assertSameOutcome(plain, tidemark);
        assertSameLosses(Tool.VALGRIND.run(SQLITE, Map.of()).report(), tidemark.report());
    }

    /** apache2ctl is a shell script with a dozen children; compared is the process that became apache2. */
    @Test
    void apacheIsTheSameProgram() {
        Run plain = Run.of(APACHE);
        assertThat(plain.stderr()).contains("Syntax OK");
        Run tidemark = Tool.TIDEMARK.run(APACHE, Map.of());
        assertSameOutcome(plain, tidemark);
        assertSameLosses(apache(Tool.VALGRIND.run(APACHE, Map.of())), apache(tidemark));
    }

    private static Report apache(Run run) {
        return run.reports().stream()
                .filter(report -> report.command().orElse("").equals("/usr/sbin/apache2 -t"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no report of apache2 in " + run));
    }

    private static void assertSameOutcome(Run plain, Run observed) {
        assertThat(observed.stdout()).as(observed::toString).isEqualTo(plain.stdout());
        assertThat(observed.ownStderr()).as(observed::toString).isEqualTo(plain.stderr());
        assertThat(observed.exitCode()).as(observed::toString).isEqualTo(plain.exitCode());
    }

    private static void assertSameLosses(Report memcheck, Report tidemark) {
        for (Kind kind : LOST) {
            assertThat(tidemark.total(kind)).as(kind.toString()).isEqualTo(memcheck.total(kind));
        }
        assertThat(new Comparison().differences(memcheck, tidemark, LOST)).isEmpty();
    }

    /**
     * Debian's Python is no position-independent executable and takes malloc's address, so that what every module gets for it lies in the
     * executable; the first frame is the agent's function all the same.
     */
    @Test
    void firstFrameIsTheAllocatingFunctionAlsoWhereTheExecutableTakesItsAddress() {
        Run run = Tool.TIDEMARK.run(List.of("/usr/bin/python3", "-c", "print('here')"), Map.of());
        assertThat(run.stdout()).isEqualTo("here\n");
        List<StackFrame> first = run.report().records().stream()
                .map(record -> record.frames().getFirst())
                .toList();
        assertThat(first).isNotEmpty().allMatch(frame -> frame.module().endsWith("/libtidemark.so"));
    }
}
