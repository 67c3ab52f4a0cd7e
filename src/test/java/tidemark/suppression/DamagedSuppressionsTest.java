package tidemark.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files, damaged at random: they are read, or refused with the line at which they go wrong. */
final class DamagedSuppressionsTest {
    private static final int ROUNDS = 3_000;
    private static final Site MALLOC = new Site(List.of("malloc"), "malloc", "/agent", "", 0);
    private static final Site CALLER = new Site(List.of("f"), "f", "/bin/a", "/src/a.c", 7);

    @ParameterizedTest
    @ValueSource(strings = {"/usr/lib/valgrind/debian.supp", "/usr/libexec/valgrind/default.supp"})
    void damageIsToldByItsLine(String file) throws IOException {
        byte[] content = Files.readAllBytes(Path.of(file));
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = content.clone();
            for (int i = 0; i < 1 + round % 5; i++) {
                damage(damaged, random);
            }
            refused += refuses(new String(damaged, 0, random.nextInt(damaged.length), StandardCharsets.UTF_8)) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 99 / 100);
    }

    private static void damage(byte[] content, SplittableRandom random) {
        int at = random.nextInt(content.length);
        switch (random.nextInt(4)) {
            case 0 -> content[at] = (byte) random.nextInt(256);
            case 1 -> content[at] = '\n';
            case 2 -> content[at] = (byte) "{}:*?.#\0".charAt(random.nextInt(8));
            default -> {
                int from = random.nextInt(content.length);
                int length = Math.min(40, content.length - Math.max(at, from));
                System.arraycopy(content, from, content, at, length);
            }
        }
    }

    private static boolean refuses(String text) {
        try {
            List<Suppression> all = ValgrindEntries.read(new FileLines("it", text));
            SuppressionTree tree = SuppressionTree.of(all);
            SuppressionTree.Search search = new SuppressionTree.Search(tree, ErrorKind.DEFINITE_LEAK, 0);
            search.to(MALLOC);
            search.to(CALLER);
            assertThat(search.found()).isLessThan(all.size());
            return false;
        } catch (SuppressionFileException e) {
            assertThat(e).hasMessageMatching("FATAL: in suppressions file \"it\" near line \\d+: .+");
            return true;
        }
    }
}
