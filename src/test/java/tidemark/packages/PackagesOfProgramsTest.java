package tidemark.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What tests and scripts call is of a package that `./build` installs, that README names or that each Debian has. */
class PackagesOfProgramsTest {
    private static final Path TABLE = Path.of("src", "test", "resources", "tidemark", "packages", "packages.txt");
    private static final Pattern ROW = Pattern.compile("([\\w.+-]+): (.*)");
    private static final Pattern USE = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final String LISTED = "in a list";

    private final Map<String, Set<Path>> called = CalledPrograms.inSources();

    /** @param use a program, or a text in quotes */
    private record Row(String section, String name, String use) {}

    private static List<Row> table() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.startsWith("#") && row.matches()) {
                Matcher use = USE.matcher(row.group(2));
                while (use.find()) {
                    rows.add(new Row(section, row.group(1), use.group()));
                }
            }
        }
        return rows;
    }

    /** The packages of a list in `build`, also those that only some releases have. */
    private static Set<String> list(String name) throws IOException {
        Matcher list = Pattern.compile("\\b" + name + "\\+?=\\(([^)]*)\\)").matcher(Files.readString(Path.of("build")));
        Set<String> packages = new TreeSet<>();
        while (list.find()) {
            packages.addAll(List.of(list.group(1).strip().split("\\s+", -1)));
        }
        return packages;
    }

    private static Set<String> listed() throws IOException {
        Set<String> all = new TreeSet<>(list("TEST_PACKAGES"));
        all.addAll(list("BENCH_PACKAGES"));
        all.addAll(list("TRUTH_PACKAGES"));
        return all;
    }

    @Test
    void packageOfEachCalledProgramIsKnown() throws IOException {
        Set<String> known = table().stream().map(Row::use).collect(Collectors.toSet());
        Map<String, Set<Path>> unknown = new TreeMap<>(called);
        unknown.keySet().removeAll(known);
        assertThat(unknown).as("programs without a package in %s", TABLE).isEmpty();
    }

    /** The lists of what the benchmark and the comparison use serve only the folder {@code bench}. */
    @Test
    void packagesStandInTheListsOfWhoCallsTheirPrograms() throws IOException {
        Set<String> forTests = list("TEST_PACKAGES");
        Set<String> forBench = listed();
        Map<String, Set<Path>> missing = new TreeMap<>();
        for (Row row : table()) {
            Set<Path> callers = new TreeSet<>(called.getOrDefault(row.use(), Set.of()));
            callers.removeIf(caller -> (isOfBenchmark(caller) ? forBench : forTests).contains(row.name()));
            if (row.section().equals(LISTED) && !callers.isEmpty()) {
                missing.computeIfAbsent(row.name(), _ -> new TreeSet<>()).addAll(callers);
            }
        }
        assertThat(missing)
                .as("packages that are called but stand in no list of `build`")
                .isEmpty();
    }

    private static boolean isOfBenchmark(Path caller) {
        return caller.startsWith("bench") || caller.startsWith(Path.of("src", "test", "java", "tidemark", "bench"));
    }

    @Test
    void listsHaveNothingThatIsNotUsed() throws IOException {
        Set<String> rows = table().stream()
                .filter(row -> row.section().equals(LISTED) || row.section().equals("named by README"))
                .map(Row::name)
                .collect(Collectors.toSet());
        assertThat(rows).containsAll(listed());
        String sources = CalledPrograms.text();
        assertThat(table())
                .as("rows of %s for what no source has", TABLE)
                .filteredOn(row -> !called.containsKey(row.use()))
                .filteredOn(row -> !sources.contains(row.use().replaceAll("^\"|\"$", "")))
                .isEmpty();
    }

    @Test
    void readmeNamesWhatIsNeededToBegin() throws IOException {
        Matcher install =
                Pattern.compile("(?m)^ +apt-get install ([^#]*)").matcher(Files.readString(Path.of("README.md")));
        assertThat(install.find()).isTrue();
        assertThat(table().stream()
                        .filter(row -> row.section().equals("named by README"))
                        .map(Row::name)
                        .toList())
                .containsExactlyInAnyOrder(install.group(1).strip().split(" ", -1));
    }

    @Test
    void commandsOfScriptsAreFound() {
        assertThat(ShellCommands.of("""
                f() { one "$(two -x | three)" >four; }
                [[ -n $(five) && six ]] || X=1 seven <(eight) '| nine'; f # ten
                case $x in eleven | twelve) thirteen ;; fourteen) ;; esac
                if ! fifteen; then env A=b /usr/bin/sixteen; fi; list=(seventeen eighteen)
                cat <<'END'
                nineteen
                END
                find . -exec twenty {} + \\
                  twentyone
                """))
                .containsExactlyInAnyOrder(
                        "one",
                        "two",
                        "three",
                        "five",
                        "seven",
                        "eight",
                        "thirteen",
                        "fifteen",
                        "sixteen",
                        "cat",
                        "find",
                        "twenty",
                        "env");
    }

    @Test
    void commandsInJavaAndCAreFound() {
        assertThat(CalledPrograms.inStrings("""
                Run.of(List.of("one", x)); Command.run(
                        "two"); new ProcessBuilder("/opt/three"); List.of("four", "-x"); List.of("five", "six");
                @ValueSource(strings = {"seven -O2, eight -e"}) runWithInput(f("a") + "b", "nine"); execlp("ten", x);
                List.of("sh", "-c", "cd / && eleven; exec twelve"), "/usr/bin/thirteen"
                """))
                .containsExactlyInAnyOrder(
                        "one",
                        "two",
                        "three",
                        "four",
                        "seven",
                        "eight",
                        "nine",
                        "ten",
                        "sh",
                        "eleven",
                        "twelve",
                        "thirteen");
    }
}
