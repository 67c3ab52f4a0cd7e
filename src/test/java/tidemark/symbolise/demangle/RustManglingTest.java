package tidemark.symbolise.demangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.symbolise.elf.Command;

/** Both of Rust's schemes against rustfilt (Rust's own rustc-demangle) and c++filt. */
class RustManglingTest {
    private static final Demangler DEMANGLER = new Demangler(NameStyle.AS_WRITTEN);

    @Test
    void symbolsOfRustcAreThoseOfRustfilt() throws Exception {
        List<String> symbols = symbols("rust-v0.txt");
        assertThat(symbols).hasSizeGreaterThan(300);
        assertThat(ours(symbols)).isEqualTo(rustfilt(symbols));
    }

    @Test
    void legacySymbolsOfRustcAreThoseOfRustfiltAndCppfilt() throws Exception {
        List<String> symbols = symbols("rust-legacy.txt");
        assertThat(symbols).hasSizeGreaterThan(300);
        assertThat(ours(symbols)).isEqualTo(rustfilt(symbols));
        // c++filt leaves letters outside of ASCII as they are encoded, and drops what LLVM puts behind a name.
        List<String> plain = symbols.stream()
                .filter(symbol -> !symbol.contains("$u") && symbol.endsWith("E"))
                .toList();
        List<String> binutils = Command.runWithInput(String.join("\n", plain), "c++filt", "--no-verbose")
                .lines()
                .toList();
        assertThat(ours(plain)).isEqualTo(binutils);
    }

    /** All of the grammar, with references back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void madeUpSymbolsAreThoseOfRustfilt(long seed) {
        Set<String> symbols = new LinkedHashSet<>();
        for (int i = 0; i < 2000; i++) {
            symbols.add(new RustSymbolGenerator(new Random(seed * 10_000 + i)).symbol());
        }
        List<String> all = List.copyOf(symbols);
        List<String> expected = rustfilt(all);
        List<String> ours = ours(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(ours.get(i)).as(all.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void whatIsNoneStaysAsItIs() {
        for (String symbol : List.of(
                "_R",
                "_RN",
                "_R1NvC1a1b",
                "_RNvC1a9b",
                "_RNvB_1b",
                "_RNvC1a1bjunk",
                "_RINvC1a1bB9_E",
                "_RINvC1a1bL0_E",
                "_RINvC1a1bKb2_E",
                "_RINvC1a1bKcd800_E",
                "_RNvC1au3___b",
                "_ZN3foo17h0123456789abcdeE",
                "_ZN9foo17h0123456789abcdefE")) {
            assertThat(DEMANGLER.readable(symbol)).isEqualTo(symbol);
        }
    }

    /** Each part refers to the one before twice; what it stands for doubles. */
    @Test
    void nameThatStandsForTooMuchStaysAsItIs() {
        StringBuilder symbol = new StringBuilder("_RINvC1a1b");
        StringBuilder body = new StringBuilder();
        int previous = -1;
        for (int i = 0; i < 40; i++) {
            int start = "INvC1a1b".length() + body.length();
            body.append('T')
                    .append(previous < 0 ? "hh" : reference(previous) + reference(previous))
                    .append('E');
            previous = start;
        }
        symbol.append(body).append('E');
        assertThat(DEMANGLER.readable(symbol.toString())).isEqualTo(symbol.toString());
        String deep = "_RINvC1a1b" + "R".repeat(100_000) + "hE";
        assertThat(DEMANGLER.readable(deep)).isEqualTo(deep);
    }

    @Test
    void suffixesOfTheCompilerStay() {
        assertThat(DEMANGLER.readable("_RNvC1a1b.cold.1")).isEqualTo("a::b.cold.1");
        assertThat(DEMANGLER.readable("_RNvC1a1b.llvm.123ABC")).isEqualTo("a::b");
        assertThat(DEMANGLER.readable("_ZN1a1b17h0123456789abcdefE.llvm.123")).isEqualTo("a::b");
    }

    static String reference(int target) {
        if (target == 0) {
            return "B_";
        }
        StringBuilder digits = new StringBuilder();
        for (int rest = target - 1; rest > 0 || digits.isEmpty(); rest /= 62) {
            digits.insert(0, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(rest % 62));
        }
        return "B" + digits + "_";
    }

    private static List<String> ours(List<String> symbols) {
        List<String> ours = new ArrayList<>();
        for (String symbol : symbols) {
            ours.add(DEMANGLER.readable(symbol));
        }
        return ours;
    }

    private static List<String> rustfilt(List<String> symbols) {
        String written = Command.runWithInput(String.join("\n", symbols) + "\n", "rustfilt");
        return new String(written.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static List<String> symbols(String resource) throws Exception {
        try (var stream = RustManglingTest.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
