package tidemark.symbolise.demangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.InstalledLibrary;

/** C++ names against binutils' c++filt, which shares its code with libstdc++'s {@code __cxa_demangle}. */
class CxxManglingTest {
    private static final Demangler DEMANGLER = new Demangler(NameStyle.AS_WRITTEN);
    private static final String LIBGEOS = "libgeos.so.*";
    private static final Demangler FOLDING =
            new Demangler(new NameStyle(NameStyle.Mangling.UNDONE, NameStyle.TemplateArguments.FOLDED));

    @ParameterizedTest
    @ValueSource(strings = {"libstdc++.so.6", "libLLVM*.so.*", LIBGEOS})
    void namesOfLibrariesAreThoseOfCppfilt(String library) {
        List<String> symbols =
                mangled(Command.run("nm", "-D", InstalledLibrary.like(library).toString()));
        assertThat(symbols).hasSizeGreaterThan(3000);
        compare(symbols);
    }

    /** Libraries export few templates; what a program makes of them is in its own symbols. */
    @Test
    void namesOfTemplatesAreThoseOfCppfilt(@TempDir Path folder) {
        Path object = folder.resolve("templates.o");
        Command.run("g++", "-std=c++17", "-O0", "-c", "-o", object.toString(), "programs/names/templates-in-names.cc");
        List<String> symbols = mangled(Command.run("nm", object.toString()));
        assertThat(symbols).hasSizeGreaterThan(2000);
        compare(symbols);
    }

    /** From the output of nm, without their versions. */
    private static List<String> mangled(String symbols) {
        Set<String> mangled = new TreeSet<>();
        for (String line : symbols.lines().toList()) {
            String symbol = line.substring(line.lastIndexOf(' ') + 1).replaceFirst("@.*", "");
            if (symbol.startsWith("_Z")) {
                mangled.add(symbol);
            }
        }
        return List.copyOf(mangled);
    }

    /** What libraries have few of. */
    @Test
    void rareNamesAreThoseOfCppfilt() {
        compare(List.of(
                "_ZZ3fooIiEvT_E1x",
                "_ZZN1a3barEvENKUlvE_clEv",
                "_ZZ3fooIiEvT_ENKUlT_E_clIcEEDaS0_",
                "_ZN1AcvT_IiEEv",
                "_ZN3fooIJidEEC1Ev",
                "_Z1fIJidEEvDpT_",
                "_Z1fIJEEvDpT_",
                "_Z1fIiEDTplfp_fp_ET_",
                "_Z3fooIXadL_Z3barvEEEvv",
                "_Z3fooILc97EEvv",
                "_Z3foov.cold",
                "_Z3foov.part.0.cold.1",
                "_Z3foov.constprop.0.isra.0",
                "_ZTv0_n24_N1A3fooEv",
                "_ZThn16_N1A3fooEv",
                "_ZTch0_v0_n16_NK1B1fEv",
                "_ZGVZ3foovE1x",
                "_ZTC1A0_1B",
                "_Z3fooIXgtLi1ELi2EEEvv",
                "_Z1fM1AKFivE",
                "_Z1fPFivE",
                "_Z1fPA3_i",
                "_Z1fRA3_A4_i",
                "_Z1fDv4_f",
                "_ZN12_GLOBAL__N_11fEv",
                "_ZNKR1A1fEv",
                "_ZNO1A1fEv",
                "_Z1fB5cxx11v",
                "_ZNSs3fooEv",
                "_ZNSsC1Ev",
                "_Z1fIRiEvOT_",
                "_Z1fDn",
                "_ZUlvE_",
                "_ZZ1fvEs",
                "_ZZ1fvEd0_NKUlvE_clEv",
                "_ZN1AUt_C1Ev",
                "_ZN1aL3fooEv",
                "_Z1fILDn0EEvv",
                "_Z1fIiEPFvT_Ei",
                "_Z1fIiEPFPFvvET_Ei",
                "_Z1fIiERA3_cT_",
                "_Z3fooIiEMS_FvvEv",
                "_Z1fIXsrSt1AIiE1xEEvv",
                "_Z1fIXtlSt1ALi1EEEEvv",
                "_Z1fIiEDTcl1gfp_EET_",
                "_Z1fIiEDTcvT_Li1EET_",
                "_Z1fIiEDTdtfp_1xET_",
                "_Z1fIXneLi1ELi2EEEvv",
                "_Z1fILin5EEvv",
                "_Z1fIL1E3EEvv",
                "_Z1fIJiEEvDTsZT_E",
                "_ZN1AdlEPv",
                "_ZN1AnaEm",
                "_ZlsRSoi",
                "_ZN1ArsIiEEvv",
                "_ZN1AltIiEEvv",
                "_ZN1AclEv",
                "_ZN1AixEi",
                "_ZN1AptEv",
                "_ZN1Ali2_xEy",
                "_ZNKSt8functionIFvvEEcvbEv",
                "_Z1fPKPVKc",
                "_Z1fPrc",
                "_Z1fu8__bf16",
                "_Z1fDF16_",
                "_Z1fCf",
                "_Z1fIXsZT_EEvv",
                "_ZN1A1BILi3EE1fIXadsrS1_1gEEEvv",
                "_ZN1A1fILb0ELb1EEEv1BIXT_EE",
                "_ZN1A1fILb0ELb1EEEv1BIXT0_EE",
                "_ZN1AC1IJLm0EEJEEE1BIJXspT_EEE1BIJXspT0_EEE",
                "_ZNSt8__detail9_CompilerINSt7__cxx1112regex_traitsIcEEE18_M_expression_termILb0ELb0EEEbRNS4_13_BracketStateE"
                        + "RNS_15_BracketMatcherIS3_XT_EXT0_EEE",
                "_Z1fI1AEDTsrNT_1BIiEE1aES3_",
                "_Z1fI1AEDTsrNS0_1bE1aES0_",
                "_ZNSt6chrono4castINS_8durationIlEEEENSt9enable_ifIXsrNS_4testIT_EE5valueES4_E4typeEv",
                "_ZN1DCI11BEPKci",
                "_ZN1DIiECI21BIiEIPKcEET_i",
                "_ZZ4mainENKUlRT_E0_clIiEEDaS0_",
                "_ZZ4mainENKUlDpRT_E_clIJicEEEDaS1_",
                "_ZZ4mainENKUlRSt6vectorIT_EPFvS1_EE_clIiEEDaS2_S4_",
                "main",
                "_Z",
                "_Znonsense",
                "_ZN3foo",
                "_Z1fIT_Evv",
                "_Z1fS_",
                "_Z1fv_junk"));
    }

    private static void compare(List<String> symbols) {
        // Without --no-verbose, c++filt spells out std::string and the stream classes.
        List<String> expected = Command.runWithInput(String.join("\n", symbols) + "\n", "c++filt", "--no-verbose")
                .lines()
                .toList();
        List<String> ours = new ArrayList<>();
        for (String symbol : symbols) {
            ours.add(DEMANGLER.readable(symbol));
        }
        for (int i = 0; i < symbols.size(); i++) {
            assertThat(ours.get(i)).as(symbols.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void versionIsLeftOut() {
        assertThat(DEMANGLER.readable("_ZNSt6localeD1Ev@@GLIBCXX_3.4")).isEqualTo("std::locale::~locale()");
        assertThat(DEMANGLER.readable("_Znonsense@V")).isEqualTo("_Znonsense@V");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_ZNSt6vectorIiSaIiEE9push_backERKi | std::vector<...>::push_back(int const&)",
                "_ZN1AltIiEEvv | void A::operator< <...>()",
                "_ZlsRSoi | operator<<(std::ostream&, int)",
                "_ZlsIiERSoS0_T_ | std::ostream& operator<< <...>(std::ostream&, int)",
                "_ZN1AIiEptEv | A<...>::operator->()",
                "_ZN1AIiEclES0_ | A<...>::operator()(A<...>)",
                "_ZNK1AIiEssERKS0_ | A<...>::operator<=>(A<...> const&) const",
                "_ZN1AIiE1BIcE1fIdEEvT_ | void A<...>::B<...>::f<...>(double)",
                "_ZZN1AIiE1fEvENKUlT_E_clIcEEDaS1_ | auto A<...>::f()::{lambda(auto:1)#1}::operator()<...>(char) const",
                "_ZNSsC1Ev | std::basic_string<...>::basic_string()",
                "_ZN1AIXgtLi1ELi2EEE1fEv | A<...>::f()",
                "_Z1fPFvSt6vectorIiSaIiEEE | f(void (*)(std::vector<...>))"
            })
    void templateArgumentsCanBeFolded(String symbol, String expected) {
        assertThat(FOLDING.readable(symbol)).isEqualTo(expected);
    }

    @Test
    void namesAreKeptAsTheLinkerHasThemOnRequest() {
        Demangler keeping = new Demangler(new NameStyle(NameStyle.Mangling.KEPT, NameStyle.TemplateArguments.FOLDED));
        for (String symbol :
                List.of("_ZNSt6vectorIiSaIiEE9push_backERKi", "_RNvC1a1b", "_ZN1a1b17h0123456789abcdefE")) {
            assertThat(keeping.readable(symbol)).isEqualTo(symbol);
        }
    }

    /** D and Objective-C are not read; Swift neither. */
    @Test
    void namesOfOtherLanguagesStay() {
        for (String symbol :
                List.of("_D3std5stdio4File6__ctorMFNcPOS4core4stdcQu7_iobufZ", "-[NSObject init]", "$s4main1fyyF")) {
            assertThat(DEMANGLER.readable(symbol)).isEqualTo(symbol);
        }
    }

    /** Each parameter doubles the one before: 40 of them would be a terabyte. */
    @Test
    void nameThatStandsForTooMuchStaysAsItIs() {
        StringBuilder symbol = new StringBuilder("_Z1f1AIiiE");
        String previous = "S0_";
        for (int i = 0; i < 40; i++) {
            symbol.append("S_I").append(previous).append(previous).append('E');
            previous = "S" + Integer.toString(i, 36).toUpperCase(java.util.Locale.ROOT) + "_";
        }
        String twelve = symbol.substring(0, symbol.indexOf("S_IS9_"));
        assertThat(DEMANGLER.readable(twelve))
                .hasSizeGreaterThan(1000)
                .startsWith("f(A<int, int>, A<A<int, int>, A<int, int> >");
        assertThat(DEMANGLER.readable(symbol.toString())).isEqualTo(symbol.toString());
        for (String deep : List.of(
                "_Z1f" + "P".repeat(100_000) + "i",
                "_Z1f" + "P".repeat(5000) + "i",
                "_Z" + "N".repeat(5000),
                "_Z1fI" + "J".repeat(5000) + "E",
                "_Z1fIX" + "ng".repeat(5000) + "Li1EEEvv")) {
            assertThat(DEMANGLER.readable(deep)).isEqualTo(deep);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedNamesHaveNoDeclarationOrAnother(long seed) {
        Random random = new Random(seed);
        List<String> symbols = Command.run(
                        "nm", "-D", InstalledLibrary.like(LIBGEOS).toString())
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(symbol -> symbol.startsWith("_Z"))
                .toList();
        int none = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder symbol = new StringBuilder(symbols.get(random.nextInt(symbols.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = 2 + random.nextInt(symbol.length() - 2);
                symbol.setCharAt(at, "SIENLTJXZ_0123_PRODpdtsrcl".charAt(random.nextInt(26)));
            }
            Optional<String> name = CxxMangling.demangle(symbol.toString(), NameStyle.TemplateArguments.SHOWN);
            none += name.isEmpty() ? 1 : 0;
        }
        assertThat(none).isPositive();
    }
}
