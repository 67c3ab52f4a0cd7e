package tidemark.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WildcardsTest {
    @ParameterizedTest
    @CsvSource({
        "malloc, malloc, true",
        "malloc, mallocs, false",
        "malloc, amalloc, false",
        "m*c, malloc, true",
        "m*c, mc, true",
        "m*c, mcx, false",
        "mall?c, malloc, true",
        "mall?c, mallc, false",
        "?, x, true",
        "*, '???', true",
        "*a*b*, xaxxb, true",
        "*a*b*, xbxxa, false",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "*lib?.so, /lib/libx.so/libc.so, true",
        "**, anything, true",
        "_ZN*, _ZN3Foo3barEv, true"
    })
    void valgrindsMatchWholeNames(String pattern, String name, boolean matches) {
        assertThat(Wildcards.valgrind(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, afoob, true",
        "foo, fo, false",
        "^foo, foobar, true",
        "^foo, afoo, false",
        "foo$, afoo, true",
        "foo$, foob, false",
        "foo$, foofoo, true",
        "^foo$, foo, true",
        "^foo$, foofoo, false",
        "f*o, xfabcox, true",
        "^*foo, afoo, true",
        "foo*$, foobar, true",
        "a?b, xa?bx, true",
        "a?b, xacbx, false",
        "foo$bar, afoo, true",
        "'', anything, true"
    })
    void sanitizersMatchPartsOfNames(String pattern, String name, boolean matches) {
        assertThat(Wildcards.sanitizer(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void onlyPatternsWithoutWildcardsAreLiteral() {
        assertThat(Wildcards.valgrind("malloc").literal()).contains("malloc");
        assertThat(Wildcards.valgrind("m?lloc").literal()).isEmpty();
        assertThat(Wildcards.valgrind("mall*").literal()).isEmpty();
        assertThat(Wildcards.valgrind("*lloc").literal()).isEmpty();
        assertThat(Wildcards.sanitizer("malloc").literal()).isEmpty();
    }

    /** Against the definition, which tries everything. */
    @Test
    void randomPatternsMatchWhatTheirDefinitionSays() {
        SplittableRandom random = new SplittableRandom(7);
        int matches = 0;
        for (int i = 0; i < 200_000; i++) {
            String pattern = text(random, "ab*?", 8);
            String name = text(random, "ab", 10);
            boolean expected = matchesByDefinition(pattern, name);
            assertThat(Wildcards.valgrind(pattern).matches(name))
                    .as("%s on %s", pattern, name)
                    .isEqualTo(expected);
            matches += expected ? 1 : 0;
        }
        assertThat(matches).isBetween(20_000, 180_000);
    }

    private static String text(SplittableRandom random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean matchesByDefinition(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return matchesByDefinition(pattern.substring(1), name)
                    || (!name.isEmpty() && matchesByDefinition(pattern, name.substring(1)));
        }
        return !name.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == name.charAt(0))
                && matchesByDefinition(pattern.substring(1), name.substring(1));
    }

    /** What takes a naive search with backtracking longer than the universe has been there. */
    @Test
    void manyStarsAreNotSlow() {
        String pattern = "*a".repeat(500) + "*b";
        assertThat(Wildcards.valgrind(pattern).matches("a".repeat(100_000))).isFalse();
    }
}
