package tidemark.symbolise.demangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.symbolise.elf.Command;

class CxxLibraryTest {
    @Test
    void namesOfTheCppLibraryAreThoseOfCppfilt() {
        Set<String> symbols = new LinkedHashSet<>();
        for (String line : Command.run("nm", "-D", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6")
                .lines()
                .toList()) {
            String symbol = line.substring(line.lastIndexOf(' ') + 1).replaceFirst("@.*", "");
            if (symbol.startsWith("_Z")) {
                symbols.add(symbol);
            }
        }
        assertThat(symbols).hasSizeGreaterThan(3000);
        // Without --no-verbose, c++filt spells out std::string and the stream classes, which __cxa_demangle
        // abbreviates.
        List<String> expected = Command.runWithInput(String.join("\n", symbols), "c++filt", "--no-verbose")
                .lines()
                .toList();
        CxxLibrary demangler = new CxxLibrary();
        List<String> ours = new ArrayList<>();
        for (String symbol : symbols) {
            ours.add(demangler.demangle(symbol));
        }

        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void versionIsLeftOut() {
        assertThat(new CxxLibrary().demangle("_ZNSt6localeD1Ev@@GLIBCXX_3.4")).isEqualTo("std::locale::~locale()");
    }

    @Test
    void whatCannotBeDemangledStaysAsItIs() {
        CxxLibrary demangler = new CxxLibrary();
        for (String symbol :
                List.of("_Z", "_Znonsense", "_ZN3foo", "_Z1f\u00e9v", "_Z1f v", "_Z" + "P".repeat(100_000) + "i")) {
            assertThat(demangler.demangle(symbol)).isEqualTo(symbol);
        }
    }
}
