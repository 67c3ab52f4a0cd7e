package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
    private static final String MAIN = "int main(void) { return 0; }\n";

    @TempDir
    private Path folder;

    @Test
    void dynamicProgramNamesItsInterpreter() throws ElfException {
        ElfFile file = ElfFile.open(Command.compile(folder, "dynamic.c", MAIN, "-pie", "-fPIE"));
        String segments = Command.run("readelf", "-lW", file.path().toString());

        assertThat(segments).contains("interpreter: " + file.interpreter().orElseThrow() + "]");
        assertThat(file.type()).isEqualTo(ElfFile.Type.SHARED);
        assertThat(file.fileClass()).isEqualTo(ElfFile.FileClass.BITS_64);
    }

    @Test
    void staticProgramHasNoInterpreter() throws ElfException {
        ElfFile file = ElfFile.open(Command.compile(folder, "fixed.c", MAIN, "-static", "-no-pie"));

        assertThat(file.interpreter()).isEmpty();
        assertThat(file.type()).isEqualTo(ElfFile.Type.EXECUTABLE);
    }

    @Test
    void staticPositionIndependentProgramHasNoInterpreter() throws ElfException {
        ElfFile file = ElfFile.open(Command.compile(folder, "pie.c", MAIN, "-static-pie", "-fPIE"));

        assertThat(file.interpreter()).isEmpty();
        assertThat(file.type()).isEqualTo(ElfFile.Type.SHARED);
    }

    @Test
    void buildIdIsThatOfReadelf() throws ElfException {
        String library = "/lib/x86_64-linux-gnu/libc.so.6";
        Matcher matcher = Pattern.compile("Build ID: ([0-9a-f]+)").matcher(Command.run("readelf", "-n", library));

        assertThat(matcher.find()).isTrue();
        assertThat(ElfFile.open(Path.of(library)).buildId()).contains(matcher.group(1));
    }

    @Test
    void buildIdIsFoundWithoutSectionHeaders() throws IOException, ElfException {
        Path program = Command.compile(folder, "headless.c", MAIN, "-Wl,--build-id=0xabcdef0123");
        byte[] bytes = Files.readAllBytes(program);
        for (int field = 40; field < 48; field++) {
            bytes[field] = 0; // e_shoff
        }
        Files.write(program, bytes);

        assertThat(ElfFile.open(program).buildId()).contains("abcdef0123");
    }

    @Test
    void programWithoutBuildIdHasNone() throws ElfException {
        Path program = Command.compile(folder, "nameless.c", MAIN, "-Wl,--build-id=none");

        assertThat(ElfFile.open(program).buildId()).isEmpty();
    }

    @Test
    void classAndMachineOfForeignFilesAreTold() throws IOException, ElfException {
        Path program = Command.compile(folder, "foreign.c", MAIN);
        byte[] bytes = Files.readAllBytes(program);
        assertThat(ElfFile.open(program).machine()).isEqualTo(ElfFile.Machine.X86_64);

        bytes[18] = (byte) 183;
        Files.write(program, bytes);
        assertThat(ElfFile.open(program).machine()).isEqualTo(ElfFile.Machine.AARCH64);

        bytes[4] = 1;
        bytes[18] = 3;
        Files.write(program, bytes);
        ElfFile narrow = ElfFile.open(program);
        assertThat(narrow.fileClass()).isEqualTo(ElfFile.FileClass.BITS_32);
        assertThat(narrow.machine()).isEqualTo(ElfFile.Machine.OTHER);
        assertThatThrownBy(narrow::interpreter)
                .isInstanceOf(ElfException.class)
                .hasMessage(program + " is a 32-bit file");
    }

    @Test
    void whatIsNoElfFileIsToldApart() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\necho ".repeat(20));
        Path fifo = folder.resolve("fifo");
        Command.run("mkfifo", fifo.toString());

        assertThatThrownBy(() -> ElfFile.open(empty)).hasMessage(empty + " is not an ELF file");
        assertThatThrownBy(() -> ElfFile.open(script)).hasMessage(script + " is not an ELF file");
        assertThatThrownBy(() -> ElfFile.open(folder)).hasMessage(folder + " is not a regular file");
        assertThatThrownBy(() -> ElfFile.open(fifo)).hasMessage(fifo + " is not a regular file");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ElfFile.open(missing)).hasMessage(missing + " does not exist");
    }
}
