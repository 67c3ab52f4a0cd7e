package tidemark.symbolise.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can be asked of a file is asked of damaged ones: nothing but {@link ElfException} may come out. */
class DamagedFileTest {
    /** Sized, unsized and local functions, so that every way to a name is gone. */
    private static final String SOURCE = """
            static int __attribute__((noinline)) inner(int x) { return x * 3; }
            int outer(int x) { return inner(x) + 1; }
            __asm__(".globl unsized\\nunsized: .cfi_startproc\\n nop\\n nop\\n ret\\n .cfi_endproc");
            """;

    @TempDir
    private static Path folder;

    private static byte[] whole = new byte[0];
    private static byte[] withoutSearchTable = new byte[0];

    @BeforeAll
    static void compile() throws IOException {
        String[] small = {"-shared", "-fPIC", "-nostdlib", "-Wl,-z,noseparate-code", "-Wl,--build-id"};
        whole = Files.readAllBytes(Command.compile(folder, "whole.c", SOURCE, small));
        String[] tableless = Arrays.copyOf(small, small.length + 1);
        tableless[small.length] = "-Wl,--no-eh-frame-hdr";
        withoutSearchTable = Files.readAllBytes(Command.compile(folder, "tableless.c", SOURCE, tableless));
    }

    @Test
    void theUndamagedFilesNameTheirFunctions() throws ElfException {
        assertThat(askAll(whole, 1)).isEqualTo(3);
        assertThat(askAll(withoutSearchTable, 1)).isEqualTo(3);
    }

    @Test
    void truncationAtEveryByteIsSurvived() {
        for (byte[] file : List.of(whole, withoutSearchTable)) {
            int failures = 0;
            for (int length = 0; length < file.length; length++) {
                failures += failsCleanly(Arrays.copyOf(file, length)) ? 1 : 0;
            }
            // The section headers stand last, so each cut file lacks something that is needed.
            assertThat(failures).isEqualTo(file.length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutationIsSurvived(long seed) {
        Random random = new Random(seed);
        int failures = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = (round % 2 == 0 ? whole : withoutSearchTable).clone();
            int changes = 1 + random.nextInt(8);
            for (int change = 0; change < changes; change++) {
                mutate(damaged, random);
            }
            failures += failsCleanly(damaged) ? 1 : 0;
        }
        assertThat(failures).isPositive();
    }

    @Test
    void everyByteSetToItsExtremesIsSurvived() {
        int failures = 0;
        for (byte[] file : List.of(whole, withoutSearchTable)) {
            for (int at = 0; at < file.length; at++) {
                byte[] damaged = file.clone();
                damaged[at] = (byte) 0xff;
                failures += failsCleanly(damaged) ? 1 : 0;
            }
        }
        assertThat(failures).isPositive();
    }

    private static void mutate(byte[] bytes, Random random) {
        // Half of the changes hit the header, the other half anything.
        int at = random.nextInt(random.nextBoolean() ? 64 : bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0xff);
            default -> {
                int from = random.nextInt(bytes.length);
                int count = Math.min(1 + random.nextInt(64), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, count);
            }
        }
    }

    private static boolean failsCleanly(byte[] file) {
        try {
            askAll(file, 64);
            return false;
        } catch (ElfException e) {
            assertThat(e.getMessage()).isNotBlank();
            return true;
        }
    }

    /** How many different names the file gives to addresses. */
    private static int askAll(byte[] content, int step) throws ElfException {
        ElfFile file = ElfFile.of(Path.of("damaged"), MemorySegment.ofArray(content));
        file.fileClass();
        file.machine();
        file.type();
        file.interpreter();
        file.buildId();
        FunctionSymbols.completeIn(file);
        FunctionSymbols symbols = FunctionSymbols.of(file, List.of(file));
        UnwindTable unwind = new UnwindTable(file);
        Set<String> names = new HashSet<>();
        for (long address = 0; address < content.length; address += step) {
            Optional<String> name = symbols.nameAt(address);
            name.ifPresent(names::add);
            unwind.lastStartingAtOrBefore(address);
        }
        symbols.nameAt(-1);
        symbols.nameAt(Long.MAX_VALUE);
        return names.size();
    }
}
