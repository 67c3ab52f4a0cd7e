package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What binutils compressed comes out as it was. */
class CompressedSectionsTest {
    private static final List<String> SECTIONS = List.of(".debug_info", ".debug_abbrev", ".debug_line", ".debug_str");

    @TempDir
    private Path folder;

    private Path plain = Path.of("");

    @BeforeEach
    void compile() {
        StringBuilder source = new StringBuilder("#include <stdio.h>\n#include <stdlib.h>\n#include <math.h>\n");
        for (int i = 0; i < 300; i++) {
            source.append("struct s%d { int a%d; double b; }; int function_%d(struct s%d *s) { return s->a%d; }\n"
                    .formatted(i, i, i, i, i));
        }
        plain = Command.compile(folder, "plain.c", source.toString(), "-g", "-shared", "-fPIC", "-Wl,--build-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zlib-gnu", "zstd"})
    void sectionsAreUnpacked(String format) throws ElfException {
        ElfFile packed = packed(format);
        String headers = Command.run("readelf", "-SW", packed.path().toString());
        assertThat(headers).contains(format.equals("zlib-gnu") ? ".zdebug_info" : ".debug_info");
        ElfFile whole = ElfFile.open(plain);
        for (String section : SECTIONS) {
            assertThat(bytes(packed, section)).as(section).isEqualTo(bytes(whole, section));
        }
        assertThat(Files.exists(packed.path())).isTrue();
        assertThat(packed.contents(".debug_nothing")).isEmpty();
        assertThat(packed.contents(".text")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zlib-gnu", "zstd"})
    void damagedSectionIsAnErrorThatNamesIt(String format) throws Exception {
        ElfFile packed = packed(format);
        byte[] file = Files.readAllBytes(packed.path());
        String name = format.equals("zlib-gnu") ? ".zdebug_info" : ".debug_info";
        Section section = packed.section(name).orElseThrow();
        Random random = new Random(1);
        int failures = 0;
        for (int round = 0; round < 500; round++) {
            byte[] damaged = file.clone();
            int at = (int) section.offset() + random.nextInt((int) section.sizeBytes());
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                ElfFile.of(Path.of("damaged"), MemorySegment.ofArray(damaged)).contents(".debug_info");
            } catch (ElfException e) {
                assertThat(e.getMessage()).startsWith("damaged: " + name);
                failures++;
            }
        }
        assertThat(failures).isGreaterThan(50);
    }

    @Test
    void impossibleSizesAreNotBelieved() throws Exception {
        ElfFile packed = packed("zlib");
        byte[] file = Files.readAllBytes(packed.path());
        Section section = packed.section(".debug_info").orElseThrow();
        for (long size : List.of(-1L, Long.MAX_VALUE, 1L << 40, section.sizeBytes() * 1100, 17L)) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong((int) section.offset() + 8, size);
            ElfFile lying = ElfFile.of(Path.of("lying"), MemorySegment.ofArray(file));
            assertThatThrownBy(() -> lying.contents(".debug_info"))
                    .as("%d", size)
                    .isInstanceOf(ElfException.class)
                    .hasMessageStartingWith("lying: .debug_info");
        }
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt((int) section.offset(), 77);
        assertThatThrownBy(() ->
                        ElfFile.of(Path.of("new"), MemorySegment.ofArray(file)).contents(".debug_info"))
                .hasMessage("new: .debug_info: compression type 77 is not known");
    }

    /** As Fedora's build makes it: the symbols that the exported ones lack, in an xz file in a section of the stripped file. */
    @Test
    void embeddedSymbolsNameWhatIsNotExported() throws Exception {
        Path library = folder.resolve("library");
        Path whole = Command.compile(
                folder,
                "inner.c",
                "static int __attribute__((noinline)) inner(int x) { return x * 3; }\nint outer(int x) { return inner(x) + 1; }\n",
                "-shared",
                "-fPIC",
                "-O1");
        long address = Addresses.in(whole).of("inner") + 1;
        Path mini = folder.resolve("mini");
        Command.run("objcopy", "--only-keep-debug", whole.toString(), mini.toString());
        Command.run("strip", "-o", library.toString(), whole.toString());
        assertThat(nameAt(library, address)).isEmpty();
        Command.run("xz", mini.toString());
        Command.run("objcopy", "--add-section=.gnu_debugdata=" + mini + ".xz", library.toString());

        assertThat(nameAt(library, address)).contains("inner");

        byte[] damaged = Files.readAllBytes(library);
        Section section = ElfFile.open(library).section(".gnu_debugdata").orElseThrow();
        damaged[(int) (section.offset() + section.sizeBytes() / 2)]++;
        Files.write(library, damaged);
        assertThatThrownBy(() -> ElfFile.open(library).embeddedSymbols())
                .isInstanceOf(ElfException.class)
                .hasMessageContaining("damaged xz data");
    }

    private static Optional<String> nameAt(Path library, long address) throws ElfException {
        ElfFile file = ElfFile.open(library);
        List<ElfFile> symbolFiles = new ArrayList<>(List.of(file));
        file.embeddedSymbols().ifPresent(symbolFiles::add);
        return FunctionSymbols.of(file, symbolFiles).nameAt(address);
    }

    /** prelink moves a library's addresses after its debug file was made. */
    @Test
    void debugFileOfAMovedModuleIsShifted() throws Exception {
        Path debug = folder.resolve("debug");
        Path moved = folder.resolve("moved");
        Command.run("objcopy", "--only-keep-debug", plain.toString(), debug.toString());
        long address = Addresses.in(plain).of("function_7");
        Command.run("objcopy", "--change-addresses=0x30000", debug.toString(), moved.toString());
        assertThat(Addresses.in(moved).of("function_7")).isEqualTo(address + 0x30000);
        Command.run("strip", "-o", folder.resolve("stripped").toString(), plain.toString());
        ElfFile module = ElfFile.open(folder.resolve("stripped"));

        assertThat(Shift.between(module, ElfFile.open(debug))).isZero();
        assertThat(Shift.between(module, ElfFile.open(moved))).isEqualTo(-0x30000);
        FunctionSymbols symbols = FunctionSymbols.of(module, List.of(ElfFile.open(moved)));
        assertThat(symbols.nameAt(address + 1)).contains("function_7");
    }

    private ElfFile packed(String format) throws ElfException {
        Path packed = folder.resolve("packed");
        Command.run("objcopy", "--compress-debug-sections=" + format, plain.toString(), packed.toString());
        return ElfFile.open(packed);
    }

    private static byte[] bytes(ElfFile file, String section) throws ElfException {
        return file.contents(section).orElseThrow().toArray(ValueLayout.JAVA_BYTE);
    }
}
