package tidemark.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.reachability.Verdict;

/** Which suppression is found for a call path. */
final class SuppressionsTest {
    private static final List<String> ALLOCATORS =
            List.of("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "dlclose");

    @TempDir
    private Path folder;

    private int files;

    private Suppressions read(String... contents) throws Exception {
        List<String> names = new ArrayList<>();
        for (String content : contents) {
            names.add(
                    Files.writeString(folder.resolve("supp" + files++), content).toString());
        }
        return Suppressions.read(names, Path::of);
    }

    /** @param lines with slashes between them */
    private static String entry(String name, String lines) {
        return "{\n" + name + "\nMemcheck:Leak\n" + lines.replace(" / ", "\n") + "\n}\n";
    }

    /** A function in a module, such as {@code leak@/bin/a}, with a source line, such as {@code leak@/bin/a:src/a.c:12}. */
    private static Site site(String text) {
        String[] parts = text.split("[@:]", -1);
        return new Site(
                List.of(parts[0]),
                parts[0].equals(Site.UNKNOWN) ? "" : "readable " + parts[0],
                parts.length > 1 ? parts[1] : ALLOCATORS.contains(parts[0]) ? "/agent" : "/bin/a",
                parts.length > 2 ? parts[2] : "",
                parts.length > 3 ? Integer.parseInt(parts[3]) : 0);
    }

    /** @param path sites with blanks between them; those of one frame with commas */
    private static String found(Suppressions suppressions, Verdict verdict, String path) {
        List<List<Site>> frames = new ArrayList<>();
        for (String frame : path.split(" ", -1)) {
            frames.add(Arrays.stream(frame.split(",", -1))
                    .map(SuppressionsTest::site)
                    .toList());
        }
        return suppressions
                .find(verdict, frames.size(), frames::get)
                .map(suppression -> suppression.toString().split(" ", -1)[0])
                .orElse("none");
    }

    private static String found(Suppressions suppressions, String path) {
        return found(suppressions, Verdict.DEFINITELY_LOST, path);
    }

    @ParameterizedTest
    @CsvSource({
        "fun:malloc / fun:leak, malloc leak main, true",
        "fun:malloc / fun:leak / fun:main, malloc leak main, true",
        "fun:malloc / fun:leak / fun:main / fun:more, malloc leak main, false",
        "fun:malloc / fun:main, malloc leak main, false",
        "fun:leak, malloc leak main, false",
        "fun:m?lloc / fun:*, malloc leak main, true",
        "fun:malloc / ... / fun:main, malloc leak main, true",
        "fun:malloc / ... / fun:main, malloc main, true",
        "... / fun:main, malloc leak main, true",
        "... / fun:leak / ... / fun:leak, malloc leak main, false",
        "... / fun:leak / ... / fun:leak, malloc leak x leak main, true",
        "... / ... / fun:main / ..., malloc leak main, true",
        "... / fun:a / fun:b, malloc a a b, true",
        "obj:* / obj:/bin/a, malloc@/agent leak main, true",
        "obj:* / obj:/bin/*, malloc@/agent leak@/usr/bin/a main, false",
        "fun:malloc / fun:* / obj:*, malloc ???@??? main, true",
        "fun:malloc / fun:*o*, malloc ???@??? main, false",
        "fun:malloc / src:a.c, malloc leak@/bin/a:src/a.c:12, true",
        "fun:malloc / src:a.c:12, malloc leak@/bin/a:src/a.c:12, true",
        "fun:malloc / src:src/*.c:12, malloc leak@/bin/a:src/a.c:12, true",
        "fun:malloc / src:a.c:13, malloc leak@/bin/a:src/a.c:12, false",
        "fun:malloc / src:*, malloc leak@/bin/a, false",
        "fun:malloc / fun:inlined / fun:leak / fun:main, 'malloc inlined,leak main', true",
        "fun:malloc / fun:leak / fun:main, 'malloc inlined,leak main', true",
        "fun:malloc / fun:inlined / fun:main, 'malloc inlined,leak main', false"
    })
    void locationsStandForFunctionsFromTheAllocationOut(String lines, String path, boolean matches) throws Exception {
        assertThat(found(read(entry("it", lines)), path)).isEqualTo(matches ? "it" : "none");
    }

    @ParameterizedTest
    @CsvSource({
        "match-leak-kinds: definite, D",
        "'match-leak-kinds:indirect,possible', IP",
        "match-leak-kinds: all, DIPSL",
        "match-leak-kinds: none, ''",
        "fun:malloc, DIPSL"
    })
    void leakKindsLimitVerdicts(String line, String initials) throws Exception {
        Suppressions suppressions = read(entry("it", line + " / fun:malloc"));
        for (Verdict verdict : Verdict.values()) {
            boolean expected = initials.contains(verdict.name().substring(0, 1));
            String path = line.startsWith("fun:") ? "malloc malloc@/bin/a" : "malloc";
            assertThat(found(suppressions, verdict, path)).isEqualTo(expected ? "it" : "none");
        }
    }

    @Test
    void lastThatMatchesCounts() throws Exception {
        String first = entry("first", "fun:malloc / fun:leak")
                + entry("second", "fun:malloc / ...")
                + entry("third", "fun:malloc / fun:other");
        Suppressions both = read(first, entry("fourth", "match-leak-kinds: possible / ... / fun:main"));
        assertThat(found(both, "malloc leak main")).isEqualTo("second");
        assertThat(found(both, "malloc other main")).isEqualTo("third");
        assertThat(found(both, Verdict.POSSIBLY_LOST, "malloc leak main")).isEqualTo("fourth");
        assertThat(both.all()).hasSize(4);
    }

    @Test
    void otherToolsAndOtherErrorsSuppressNothing() throws Exception {
        assertThat(read("""
                # comment
                {
                   race
                   Helgrind:Race
                   anything at all
                   fun:malloc
                }

                  # indented
                {
                   cond
                   Memcheck:Cond
                   fun:malloc
                }
                {
                   param
                   Memcheck:Param
                   write(buf)
                   fun:malloc
                }
                {
                   fishy
                   Memcheck:FishyValue
                   malloc(size)
                   fun:malloc
                }
                {
                   several tools
                   Addrcheck,Memcheck:Leak
                   fun:malloc
                }
                """).all()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "leak:libx.so, malloc leak@/usr/lib/libx.so.1 main, true",
        "leak:^/usr, malloc leak@/usr/lib/libx.so.1 main, true",
        "leak:able le, malloc leak main, true",
        "leak:readable main$, malloc leak main, true",
        "leak:^main, malloc leak main, false",
        "leak:src/a.c, malloc leak@/bin/a:src/a.c:12 main, true",
        "leak:???, malloc ???@/bin/a main, false"
    })
    void sanitizersPatternsFitAnyModuleFunctionOrFile(String line, String path, boolean matches) throws Exception {
        Suppressions suppressions = read("# LeakSanitizer's\n\n" + line + "\n");
        assertThat(found(suppressions, path)).isEqualTo(matches ? line.split(" ", -1)[0] : "none");
    }

    @Test
    void entryIsToldByNameFileAndLine() throws Exception {
        Suppressions suppressions = read("\n# comment\n" + entry("it is me", "fun:malloc"));
        assertThat(suppressions.all()).singleElement().hasToString("it is me " + folder.resolve("supp0") + ":4");
    }

    /** What Memcheck's call paths begin with; see {@link MemcheckNames}. */
    @ParameterizedTest
    @CsvSource({
        "fun:malloc / fun:leak, realloc leak, true",
        "fun:realloc / fun:leak, realloc leak, true",
        "fun:malloc / fun:leak, calloc leak, false",
        "fun:memalign / fun:leak, aligned_alloc leak, true",
        "fun:memalign / fun:posix_memalign / fun:leak, posix_memalign leak, true",
        "fun:posix_memalign / fun:leak, posix_memalign leak, true",
        "fun:memalign / fun:leak, posix_memalign leak, false",
        "fun:memalign / ... / fun:main, posix_memalign leak main, true",
        "fun:malloc / fun:leak, malloc realloc@/bin/a leak, false",
        "fun:malloc / fun:_dl_close / fun:main, malloc _dl_close dlclose main, true",
        "fun:malloc / fun:_dl_close / fun:dlclose / fun:main, malloc _dl_close dlclose main, true",
        "fun:malloc / fun:start_thread / fun:clone, malloc start_thread clone3, true",
        "fun:malloc / fun:start_thread / fun:clone, malloc start_thread __clone3, true",
        "fun:malloc / fun:start_thread / fun:clone3, malloc start_thread clone3, true",
        "fun:malloc / fun:start_thread / fun:clone3, malloc start_thread clone, false"
    })
    void memchecksPathsMatch(String lines, String path, boolean matches) throws Exception {
        assertThat(found(read(entry("it", lines)), path)).isEqualTo(matches ? "it" : "none");
    }

    @Test
    void namesAreAskedForOnlyAsFarAsTheyMatter() throws Exception {
        Suppressions suppressions = read(entry("it", "fun:calloc / ... / fun:main") + entry("b", "fun:malloc / fun:b"));
        List<Integer> asked = new ArrayList<>();
        suppressions.find(Verdict.DEFINITELY_LOST, 20, frame -> {
            asked.add(frame);
            return List.of(site(frame == 0 ? "malloc" : "f" + frame));
        });
        assertThat(asked).containsExactly(0, 1);
    }

    /** All suppressions one after another, each by the definition. */
    @Test
    void treeFindsWhatTryingAllOfThemFinds() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        int found = 0;
        for (int round = 0; round < 300; round++) {
            StringBuilder file = new StringBuilder();
            List<List<String>> patterns = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<String> pattern = pattern(random);
                patterns.add(pattern);
                file.append(entry(Integer.toString(i), String.join(" / ", pattern)));
            }
            Suppressions suppressions = read(file.toString());
            for (int i = 0; i < 100; i++) {
                List<String> path = path(random);
                String expected = "none";
                for (int number = 0; number < patterns.size(); number++) {
                    expected = matches(patterns.get(number), path) ? Integer.toString(number) : expected;
                }
                assertThat(found(suppressions, String.join(" ", path)))
                        .as("%s in %s", path, patterns)
                        .isEqualTo(expected);
                found += expected.equals("none") ? 0 : 1;
            }
        }
        assertThat(found).isBetween(3_000, 27_000);
    }

    private static List<String> pattern(SplittableRandom random) {
        List<String> lines = List.of("...", "fun:a", "fun:b", "fun:*", "fun:a?", "obj:/bin/a", "fun:bb");
        List<String> pattern = new ArrayList<>(List.of("fun:a"));
        int length = 2 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            pattern.add(random.nextInt(pattern.size() + 1), lines.get(random.nextInt(lines.size())));
        }
        return pattern;
    }

    private static List<String> path(SplittableRandom random) {
        List<String> names = List.of("a", "b", "ab", "bb", "c@/bin/b");
        List<String> path = new ArrayList<>(List.of("a@/agent"));
        int length = random.nextInt(7);
        for (int i = 0; i < length; i++) {
            path.add(names.get(random.nextInt(names.size())));
        }
        return path;
    }

    private static boolean matches(List<String> pattern, List<String> path) {
        if (pattern.isEmpty()) {
            return true;
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.getFirst().equals("...")) {
            return matches(rest, path) || (!path.isEmpty() && matches(pattern, path.subList(1, path.size())));
        }
        return !path.isEmpty()
                && matches(pattern.getFirst(), site(path.getFirst()))
                && matches(rest, path.subList(1, path.size()));
    }

    private static boolean matches(String line, Site site) {
        String name = site.symbols().getFirst();
        return switch (line) {
            case "fun:*" -> true;
            case "fun:a?" -> name.length() == 2 && name.startsWith("a");
            case "obj:/bin/a" -> site.object().equals("/bin/a");
            default -> line.equals("fun:" + name);
        };
    }

    @Test
    void withoutSuppressionsNothingIsAskedFor() {
        assertThat(Suppressions.none().find(Verdict.DEFINITELY_LOST, 1, _ -> {
                    throw new AssertionError("named");
                }))
                .isEmpty();
    }

    @Test
    void pathOfWhichNothingIsKnownIsNotSuppressed() throws Exception {
        Suppressions suppressions = read("leak:*\n", entry("it", "... / fun:*"));
        assertThat(suppressions.find(Verdict.DEFINITELY_LOST, 0, _ -> List.of()))
                .isEmpty();
    }

    @Test
    void hundredThousandEntriesAreRead() throws Exception {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            file.append(entry("e" + i, "fun:malloc / fun:f" + i + " / ... / fun:main"));
        }
        Suppressions suppressions = read(file.toString());
        assertThat(found(suppressions, "malloc f99999 x y main")).isEqualTo("e99999");
        assertThat(found(suppressions, "malloc f7 main")).isEqualTo("e7");
        assertThat(found(suppressions, "malloc g main")).isEqualTo("none");
    }

    @Test
    void generatedSuppressionSuppressesWhatItWasMadeOf() throws Exception {
        for (String path : List.of(
                "malloc leak main",
                "realloc _ZN3Foo3barEv ???@/lib/x.so ???@??? main",
                "posix_memalign leak main",
                "malloc leak dlclose start_thread clone3",
                "calloc inlined,leak main")) {
            List<List<Site>> frames = Arrays.stream(path.split(" ", -1))
                    .map(frame -> Arrays.stream(frame.split(",", -1))
                            .map(SuppressionsTest::site)
                            .toList())
                    .toList();
            String generated = GeneratedSuppression.of(Verdict.POSSIBLY_LOST, frames);
            assertThat(found(read(generated), Verdict.POSSIBLY_LOST, path)).isNotEqualTo("none");
            assertThat(found(read(generated), Verdict.DEFINITELY_LOST, path)).isEqualTo("none");
            assertThat(found(read(generated), Verdict.POSSIBLY_LOST, "malloc other main"))
                    .isEqualTo("none");
        }
        assertThat(GeneratedSuppression.of(Verdict.POSSIBLY_LOST, List.of())).isEmpty();
    }

    @Test
    void filesAreReadInTheOrderGiven() throws IOException, SuppressionFileException {
        Path one = Files.writeString(folder.resolve("one"), entry("a", "fun:malloc"));
        Path two = Files.writeString(folder.resolve("two"), "leak:x\n");
        assertThat(Suppressions.read(List.of(two.toString(), one.toString()), Path::of)
                        .all())
                .extracting(Suppression::toString)
                .containsExactly("leak:x " + two + ":1", "a " + one + ":2");
    }
}
