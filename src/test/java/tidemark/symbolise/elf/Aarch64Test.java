package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A library for aarch64, made by a cross-compiler (aarch64.c says how), against LLVM's tools, which read it on any machine. */
class Aarch64Test {
    private static final Path FOLDER = Path.of("src/test/resources/tidemark/symbolise/elf");
    private static final Path LIBRARY = FOLDER.resolve("aarch64.so");

    @Test
    void everyInstructionHasTheNameThatLlvmSymbolizerGives() throws ElfException {
        ElfFile file = ElfFile.open(LIBRARY);
        assertThat(file.machine()).isEqualTo(ElfFile.Machine.AARCH64);
        FunctionSymbols symbols = FunctionSymbols.of(file, List.of(file));
        Addresses llvm = addresses();
        int named = 0;
        for (long address = llvm.of("unsized"); address < llvm.of("choose") + 8; address += 4) {
            String theirs = symbolizer(address);
            if (address != llvm.of("unsized") + 12) {
                assertThat(symbols.nameAt(address))
                        .as(Long.toHexString(address))
                        // A function's alias that is global goes before a local one.
                        .contains(theirs.replace("choose", "indirect").replace("weak_name", "outer"));
                named++;
            }
        }
        assertThat(named).isGreaterThan(10);
        // Data in code belongs to no function.
        assertThat(symbols.nameAt(llvm.of("unsized") + 12)).isEmpty();
    }

    @Test
    void strippedFunctionsHaveTheNamesOfTheUnstrippedFileOrNone() throws ElfException {
        ElfFile stripped = ElfFile.open(FOLDER.resolve("aarch64-stripped.so"));
        ElfFile whole = ElfFile.open(LIBRARY);
        assertThat(stripped.buildId()).isEqualTo(whole.buildId()).isPresent();
        Addresses llvm = addresses();
        FunctionSymbols exported = FunctionSymbols.of(stripped, List.of(stripped));
        FunctionSymbols all = FunctionSymbols.of(stripped, List.of(stripped, whole));
        assertThat(exported.nameAt(llvm.of("inner") + 4)).isEmpty();
        assertThat(exported.nameAt(llvm.of("chosen") + 4)).contains("chosen");
        assertThat(all.nameAt(llvm.of("inner") + 4)).contains("inner");
    }

    /** Where functions begin and end, as readelf reads it from .eh_frame. */
    @Test
    void boundsAreThoseOfReadelf() throws ElfException {
        UnwindTable table = new UnwindTable(ElfFile.open(LIBRARY));
        int checked = 0;
        for (String line : Command.run("llvm-dwarfdump", "--eh-frame", LIBRARY.toString())
                .lines()
                .filter(line -> line.contains(" FDE "))
                .toList()) {
            String[] bounds = line.replaceFirst(".*pc=", "").split("\\.\\.\\.", -1);
            long start = Long.parseLong(bounds[0], 16);
            assertThat(table.lastStartingAtOrBefore(start + 4))
                    .contains(new UnwindTable.Bounds(start, Long.parseLong(bounds[1], 16), false));
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(4);
    }

    private static String symbolizer(long address) {
        return Command.run(
                        "llvm-symbolizer",
                        "--functions=linkage",
                        "--no-demangle",
                        "--no-inlines",
                        "--obj=" + LIBRARY,
                        "0x" + Long.toHexString(address))
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private static Addresses addresses() {
        Map<String, Long> addresses = new HashMap<>();
        for (String line : Command.run("llvm-nm", "--defined-only", LIBRARY.toString())
                .lines()
                .toList()) {
            String[] fields = line.strip().split(" ", -1);
            addresses.put(fields[2], Long.parseLong(fields[0], 16));
        }
        return new Addresses(addresses);
    }
}
