package tidemark.symbolise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.snapshot.BuildId;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.demangle.NameStyle;
import tidemark.symbolise.elf.Addresses;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

class SymboliserTest {
    private static final String LIBRARY = """
            static int __attribute__((noinline)) hidden(int x) { return x * 3 + (x >> 2); }
            int first(int x) { return hidden(x) + 1; }
            int second(int x) { return hidden(x) + 2; }
            """;

    @TempDir
    private Path folder;

    @Test
    void everyFunctionOfAnUnstrippedLibraryHasItsName() {
        Path library = library("plain");
        Addresses addresses = Addresses.in(library);
        Symboliser symboliser = symboliser();
        ModuleInstance module = module(library);

        for (String function : List.of("hidden", "first", "second")) {
            long address = addresses.of(function) + 1;
            assertThat(symboliser.name(new Frame.InModule(module, address)))
                    .isEqualTo(
                            new FrameName.Function(function, function, module, address, Optional.empty(), List.of()));
        }
        assertThat(symboliser.unnamedModules()).isEmpty();
    }

    @Test
    void oneIndexServesAllInstancesOfABuild() throws Exception {
        Path library = library("reloaded");
        long address = Addresses.in(library).of("hidden") + 1;
        Optional<BuildId> buildId = ElfFile.open(library).buildId().map(BuildId::new);
        Symboliser symboliser = symboliser();
        assertThat(nameAt(symboliser, library, address)).isEqualTo("hidden");
        Files.delete(library);

        for (int reload = 0; reload < 3; reload++) {
            ModuleFile again = new ModuleFile(folder + "/gone" + reload, buildId, Optional.empty());
            assertThat(symboliser
                            .name(new Frame.InModule(instance(again), address))
                            .text())
                    .isEqualTo("hidden");
        }
    }

    /** A session can last for hours; the file was mapped at its first report. */
    @Test
    void fileThatIsOverwrittenBetweenTwoReportsNamesNothingMore() throws Exception {
        Path library = library("overwritten");
        long address = Addresses.in(library).of("second") + 1;
        ModuleInstance before = module(library);
        Symboliser symboliser = symboliser();
        assertThat(symboliser
                        .name(new Frame.InModule(before, Addresses.in(library).of("first") + 1))
                        .text())
                .isEqualTo("first");
        String changed = LIBRARY.replace("second", "SECOND");
        Path other = Command.compile(folder, "other.c", changed, "-O1", "-shared", "-fPIC", "-Wl,--build-id");
        assertThat(Addresses.in(other).of("SECOND") + 1).isEqualTo(address);
        Files.write(library, Files.readAllBytes(other));
        ModuleFile again = new ModuleFile(library.toString(), before.file().buildId(), Optional.empty());

        assertThat(symboliser.name(new Frame.InModule(instance(again), address)).text())
                .isEqualTo("overwritten+0x" + Long.toHexString(address));
    }

    @Test
    void fiveHundredLoadingsOfOneModuleMakeOneIndex() throws Exception {
        Path library = library("reloaded");
        long address = Addresses.in(library).of("hidden") + 1;
        Optional<BuildId> buildId = ElfFile.open(library).buildId().map(BuildId::new);
        Symboliser symboliser = symboliser();
        for (int reload = 0; reload < 500; reload++) {
            ModuleFile file = new ModuleFile(library.toString(), buildId, Optional.empty());
            assertThat(symboliser
                            .name(new Frame.InModule(instance(file), address))
                            .text())
                    .isEqualTo("hidden");
        }
        assertThat(symboliser.indexes()).isEqualTo(1);
        assertThat(mappingsOf(library)).isLessThanOrEqualTo(2); // one is a test's own
    }

    private static long mappingsOf(Path file) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(" " + file)).count();
        }
    }

    /** The kernel's module has no file; the names are those of this process's copy. */
    @Test
    void vdsoIsNamedWhereItsBuildIdIsThisKernels() throws Exception {
        Path image = folder.resolve("vdso");
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.endsWith("[vdso]")) {
                long start = Long.parseLong(line.substring(0, line.indexOf('-')), 16);
                long end = Long.parseLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
                try (var memory = new java.io.RandomAccessFile("/proc/self/mem", "r")) {
                    byte[] bytes = new byte[(int) (end - start)];
                    memory.seek(start);
                    memory.readFully(bytes);
                    Files.write(image, bytes);
                }
            }
        }
        long address = Addresses.in(image, "-D").of("__vdso_clock_gettime") + 1;
        Optional<BuildId> buildId = ElfFile.open(image).buildId().map(BuildId::new);
        ModuleFile vdso = new ModuleFile("linux-vdso.so.1", buildId, Optional.empty());
        ModuleFile other = new ModuleFile("linux-vdso.so.1", Optional.of(new BuildId("0011")), Optional.empty());

        assertThat(symboliser()
                        .name(new Frame.InModule(instance(vdso), address))
                        .text())
                .isEqualTo("clock_gettime");
        assertThat(symboliser()
                        .name(new Frame.InModule(instance(other), address))
                        .text())
                .startsWith("linux-vdso.so.1+0x");
    }

    @Test
    void cppFunctionIsGivenAsCppfiltDoes() {
        String source = """
                #include <string>
                #include <vector>
                namespace garden {
                template <class T> __attribute__((noinline)) int water(const std::vector<T>& all, std::string n) {
                  return (int) (all.size() + n.size());
                }
                int start() { return water(std::vector<std::string>(3), "x"); }
                }
                """;
        Path library = Command.compile(folder, "garden.cc", source, "-O1", "-shared", "-fPIC");
        Addresses addresses = Addresses.in(library);
        List<String> symbols = addresses.byName().keySet().stream()
                .filter(symbol -> symbol.startsWith("_ZN6garden"))
                .filter(symbol -> !symbol.endsWith(".cold"))
                .toList();
        assertThat(symbols).hasSize(2);

        for (String symbol : symbols) {
            String expected = Command.run("c++filt", "--no-verbose", symbol).strip();
            assertThat(expected).contains("garden::");
            ModuleInstance module = module(library);
            long address = addresses.of(symbol) + 1;
            assertThat(symboliser().name(new Frame.InModule(module, address)))
                    .isEqualTo(new FrameName.Function(expected, symbol, module, address, Optional.empty(), List.of()));
        }
    }

    @Test
    void strippedFunctionIsModuleAndOffsetNotANeighbour() {
        Path library = library("bare");
        Addresses addresses = Addresses.in(library);
        Command.run("strip", library.toString());
        Symboliser symboliser = symboliser();
        long address = addresses.of("hidden") + 1;

        FrameName name = symboliser.name(new Frame.InModule(module(library), address));

        assertThat(name).isInstanceOf(FrameName.InModule.class);
        assertThat(name.text()).isEqualTo("bare+0x" + Long.toHexString(address));
        assertThat(nameAt(symboliser, library, addresses.of("first") + 1)).isEqualTo("first");
        assertThat(symboliser.unnamedModules())
                .singleElement()
                .satisfies(unnamed -> assertThat(unnamed.reason())
                        .startsWith("is stripped, and ")
                        .endsWith(".debug does not exist"));
    }

    @Test
    void separateDebugFileOfTheSameBuildNamesStrippedFunctions() throws Exception {
        Path library = library("split");
        Addresses addresses = Addresses.in(library);
        Path debug = debugPath(library);
        Files.createDirectories(debug.getParent());
        Command.run("objcopy", "--only-keep-debug", library.toString(), debug.toString());
        Command.run("strip", library.toString());

        assertThat(nameAt(symboliser(), library, addresses.of("hidden") + 1)).isEqualTo("hidden");
    }

    @Test
    void debugFileOfAnotherBuildIsNotUsed() throws Exception {
        Path library = library("split");
        Path other = Command.compile(folder, "other.c", "int x;\n" + LIBRARY, "-shared", "-fPIC", "-Wl,--build-id");
        Addresses addresses = Addresses.in(library);
        Path debug = debugPath(library);
        Files.createDirectories(debug.getParent());
        Files.copy(other, debug);
        Command.run("strip", library.toString());
        Symboliser symboliser = symboliser();
        long address = addresses.of("hidden") + 1;

        assertThat(nameAt(symboliser, library, address)).isEqualTo("split+0x" + Long.toHexString(address));
        assertThat(symboliser.unnamedModules().getFirst().reason()).endsWith("has another build-id");
    }

    @Test
    void fileThatWasReplacedAfterLoadingIsNotUsed() {
        Path library = library("replaced");
        long address = Addresses.in(library).of("first") + 1;
        ModuleFile loaded = new ModuleFile(library.toString(), Optional.of(new BuildId("00112233")), Optional.empty());
        Symboliser symboliser = symboliser();

        assertThat(symboliser.name(new Frame.InModule(instance(loaded), address)))
                .isInstanceOf(FrameName.InModule.class);
        assertThat(symboliser.unnamedModules().getFirst().reason())
                .contains("but the module that was loaded had 00112233");
    }

    @Test
    void deletedFileIsReadThroughItsDescriptor() throws IOException {
        Path library = library("deleted");
        long address = Addresses.in(library).of("hidden") + 1;
        try (FileChannel held = FileChannel.open(library, StandardOpenOption.READ)) {
            Path opened = descriptorOf(library);
            Files.delete(library);
            ModuleFile file = new ModuleFile(library.toString(), Optional.empty(), Optional.of(opened));

            assertThat(held.isOpen()).isTrue();
            assertThat(symboliser()
                            .name(new Frame.InModule(instance(file), address))
                            .text())
                    .isEqualTo("hidden");
        }
    }

    @Test
    void fileThatShrinksWhileInUseCostsOnlyNames() throws IOException {
        Path library = library("shrinking");
        Addresses addresses = Addresses.in(library);
        Symboliser symboliser = symboliser();
        assertThat(nameAt(symboliser, library, addresses.of("first") + 1)).isEqualTo("first");
        ModuleInstance module = module(library);
        assertThat(symboliser
                        .name(new Frame.InModule(module, addresses.of("first") + 1))
                        .text())
                .isEqualTo("first");
        try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        FrameName name = symboliser.name(new Frame.InModule(module, addresses.of("second") + 1));

        assertThat(name).isInstanceOf(FrameName.InModule.class);
        assertThat(symboliser.unnamedModules().getFirst().reason()).contains("changed while it was read");
    }

    @Test
    void garbageTruncatedAndMissingFilesAreReasonsNotErrors() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage"), "not a module");
        Path truncated = library("truncated");
        Files.write(truncated, Arrays.copyOf(Files.readAllBytes(truncated), 3000));
        Symboliser symboliser = symboliser();
        for (Path path : List.of(garbage, truncated, folder.resolve("missing"), folder)) {
            ModuleFile file = new ModuleFile(path.toString(), Optional.empty(), Optional.empty());
            assertThat(symboliser.name(new Frame.InModule(instance(file), 0x1000)))
                    .isInstanceOf(FrameName.InModule.class);
        }
        assertThat(symboliser.unnamedModules())
                .hasSize(4)
                .allSatisfy(unnamed -> assertThat(unnamed.reason())
                        .startsWith("was not used for names: " + unnamed.file().path()));
    }

    @Test
    void vdsoHasNoFileAndGeneratedCodeHasNoModule() {
        ModuleFile vdso = new ModuleFile("linux-vdso.so.1", Optional.empty(), Optional.empty());
        Symboliser symboliser = symboliser();

        assertThat(symboliser.name(new Frame.InModule(instance(vdso), 0x7c1)).text())
                .isEqualTo("linux-vdso.so.1+0x7c1");
        assertThat(symboliser.name(new Frame.Anonymous(0x7f00_0000_1234L)).text())
                .isEqualTo("0x7f0000001234");
        assertThat(symboliser.unnamedModules())
                .singleElement()
                .satisfies(unnamed -> assertThat(unnamed.reason()).isEqualTo("is the kernel's and has no file"));
    }

    @Test
    void symbolWithoutSizeEndsWithItsFunction() {
        // asm_one has a symbol of size 0; what follows has unwind information of its own, but no symbol once it is
        // stripped.
        String source = """
                __asm__(".text\\n.globl asm_one\\n.type asm_one,@function\\n"
                        "asm_one:\\n.cfi_startproc\\n nop\\n nop\\n ret\\n.cfi_endproc\\n"
                        "asm_two:\\n.cfi_startproc\\n nop\\n nop\\n ret\\n.cfi_endproc\\n"
                        "asm_bare:\\n nop\\n nop\\n ret\\n");
                """;
        Path library = Command.compile(folder, "unsized.c", source, "-shared", "-fPIC", "-Wl,--build-id");
        long start = Addresses.in(library).of("asm_one");
        assertThat(nameAt(symboliser(), library, start + 4)).isEqualTo("asm_two");
        Command.run("strip", library.toString());
        Symboliser symboliser = symboliser();

        assertThat(nameAt(symboliser, library, start + 2)).isEqualTo("asm_one");
        assertThat(nameAt(symboliser, library, start + 4)).startsWith("unsized+0x");
        assertThat(nameAt(symboliser, library, start + 7)).startsWith("unsized+0x");
    }

    @Test
    void reallocOfLibcIsNotCalledByAnInternalName() {
        Path libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        Addresses addresses = Addresses.in(libc, "-D");

        for (String function : List.of("malloc", "calloc", "realloc", "strdup", "fread", "getenv", "setenv")) {
            assertThat(nameAt(symboliser(Symboliser.DEBUG_FOLDER), libc, addresses.of(function) + 1))
                    .isEqualTo(function);
            assertThat(nameAt(symboliser(), libc, addresses.of(function) + 1)).isEqualTo(function);
        }
    }

    @Test
    void framesBelowMainAreTold() {
        assertThat(List.of("__libc_start_main@@GLIBC_2.34", "__libc_start_call_main", "generic_start_main.isra.0"))
                .allMatch(Symboliser::isBelowMain);
        assertThat(List.of("main", "start_thread", "__libc_start", "generic_start_mainly"))
                .noneMatch(Symboliser::isBelowMain);
    }

    private Path library(String name) {
        return Command.compile(folder, name + ".c", LIBRARY, "-O1", "-shared", "-fPIC", "-Wl,--build-id");
    }

    private Symboliser symboliser() {
        return symboliser(folder.resolve("debug"));
    }

    private static Symboliser symboliser(Path debugFolder) {
        return new Symboliser(new DebugFiles(debugFolder, Optional.empty(), Optional.empty()), NameStyle.AS_WRITTEN);
    }

    private Path debugPath(Path library) throws Exception {
        String hex = ElfFile.open(library).buildId().orElseThrow();
        return folder.resolve("debug/.build-id").resolve(hex.substring(0, 2)).resolve(hex.substring(2) + ".debug");
    }

    private static String nameAt(Symboliser symboliser, Path library, long address) {
        return symboliser.name(new Frame.InModule(module(library), address)).text();
    }

    static ModuleInstance module(Path library) {
        try {
            Optional<BuildId> buildId = ElfFile.open(library).buildId().map(BuildId::new);
            return instance(new ModuleFile(library.toString(), buildId, Optional.empty()));
        } catch (ElfException e) {
            throw new AssertionError(e);
        }
    }

    private static ModuleInstance instance(ModuleFile file) {
        return new ModuleInstance(0, file, 0x7f00_0000_0000L, 0, 0, 1, OptionalLong.empty());
    }

    private static Path descriptorOf(Path file) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                    found.add(descriptor);
                }
            }
        }
        assertThat(found).isNotEmpty();
        return found.getFirst();
    }
}
