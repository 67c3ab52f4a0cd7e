package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ELF files are made here, of headers only: nothing is run. */
final class ProgramCheckTest {
    private static final String GLIBC_LOADER = "/lib64/ld-linux-x86-64.so.2";

    @TempDir
    Path folder;

    private Path program(String name, byte[] content, String permissions) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Path script(String name, String text) throws IOException {
        return program(name, text.getBytes(StandardCharsets.UTF_8), "rwxr-xr-x");
    }

    /** An ELF header, one program header and a loader's path, as far as the kernel looks. */
    private static byte[] elf(int bits, int machine, Optional<String> loader) {
        byte[] path = (loader.orElse("") + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(64 + 56 + path.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (bits / 32), 1});
        file.putShort(18, (short) machine);
        file.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        file.putInt(64, loader.isPresent() ? 3 : 1);
        file.putLong(64 + 8, 120).putLong(64 + 32, path.length);
        return file.put(120, path).array();
    }

    private static void fails(String command, Path folder, int exitCode, String... words) {
        assertThatThrownBy(() -> ProgramCheck.check(command, Optional.of("/nowhere:" + folder)))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> ProgramCheck.check(command, Optional.of("/nowhere:" + folder)))
                .extracting(e -> ((UsageException) e).exitCode())
                .isEqualTo(exitCode);
    }

    @Test
    void dynamicProgramIsFoundInPath() throws Exception {
        Path file = program("good", elf(64, 62, Optional.of(GLIBC_LOADER)), "rwxr-xr-x");

        assertThat(ProgramCheck.check("good", Optional.of("/nowhere:" + folder)))
                .isEqualTo(file);
        assertThat(ProgramCheck.check(file.toString(), Optional.empty())).isEqualTo(file);
    }

    @Test
    void programThatDoesNotExistIsNotFound() {
        fails("no-such-program", folder, 127, "no-such-program", "PATH");
        fails(folder + "/none", folder, 127, "there is no such file");
        fails("", folder, 127, "empty");
    }

    @Test
    void fileWithoutPermissionIsNotExecutable() throws Exception {
        Path file = program("text", new byte[] {'x'}, "rw-r--r--");

        fails("text", folder, 126, "permission");
        fails(file.toString(), folder, 126, "permission denied", "chmod +x");
    }

    @Test
    void directoryIsNotExecutable() {
        fails(folder.toString(), folder, 126, "is a directory");
    }

    @Test
    void scriptWithoutItsInterpreterIsNotExecutable() throws Exception {
        script("orphan", "#! /no/such/interpreter -x\necho\n");

        fails("orphan", folder, 126, "/no/such/interpreter", "does not exist");
    }

    @Test
    void scriptIsFollowedToWhatRunsIt() throws Exception {
        Path fixed = program("fixed", elf(64, 62, Optional.empty()), "rwxr-xr-x");
        script("outer", "#!" + script("inner", "#!" + fixed + "\n") + "\n");

        fails("outer", folder, 125, "outer: is linked statically", "without -static");
    }

    @Test
    void scriptThatInterpretsItselfIsNotExecutable() throws Exception {
        script("self", "#!" + folder.resolve("self") + "\n");

        fails("self", folder, 126, "script of a script");
    }

    @Test
    void programsThatCannotBeObservedSayWhy() throws Exception {
        program("narrow", elf(32, 3, Optional.of("/lib/ld-linux.so.2")), "rwxr-xr-x");
        program("arm", elf(64, 183, Optional.of("/lib/ld-linux-aarch64.so.1")), "rwxr-xr-x");
        program("musl", elf(64, 62, Optional.of("/lib/ld-musl-x86_64.so.1")), "rwxr-xr-x");

        fails("narrow", folder, 125, "a 32-bit machine");
        fails("arm", folder, 125, "ELF machine number 183");
        fails("musl", folder, 125, "another C library than glibc", "/lib/ld-musl-x86_64.so.1");
    }

    /** Decided by numbers: giving a file to another user takes root. */
    @Test
    void programThatGainsRightsIsSetuidOrSetgidForSomebodyElse() {
        assertThat(ProgramCheck.gain(04755, false, true)).contains("setuid");
        assertThat(ProgramCheck.gain(04755, true, false)).isEmpty();
        assertThat(ProgramCheck.gain(02755, true, false)).contains("setgid");
        assertThat(ProgramCheck.gain(02755, false, true)).isEmpty();
        assertThat(ProgramCheck.gain(0755, false, false)).isEmpty();
    }

    @Test
    void textWithoutInterpreterIsLeftToTheShell() throws Exception {
        Path file = script("plain", "echo\n");

        assertThat(ProgramCheck.check("plain", Optional.of(folder.toString()))).isEqualTo(file);
    }

    @Test
    void damagedFilesAreJudgedWithoutFailure() throws Exception {
        byte[] whole = elf(64, 62, Optional.of(GLIBC_LOADER));
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int change = 0; change < 4 && damaged.length > 4; change++) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
            }
            assertThat(ProgramFile.read(program("damaged", damaged, "rwxr-xr-x")))
                    .isNotNull();
        }
    }
}
