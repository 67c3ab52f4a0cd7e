package tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerLayoutTest {
    @Test
    void committedFilesAreWhatTheLayoutSays() throws IOException {
        LedgerLayoutGenerator layout = LedgerLayoutGenerator.read(LedgerLayoutGenerator.LAYOUT);
        assertThat(LedgerLayoutGenerator.C_HEADER).as("run ./build layout").hasContent(layout.cHeader());
        assertThat(LedgerLayoutGenerator.JAVA_CLASS).as("run ./build layout").hasContent(layout.javaClass());
    }

    @Test
    void compilerAgreesWithTheOffsets(@TempDir Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("layout.c");
        Files.writeString(source, "#include \"ledger_layout.h\"\n");
        Process compiler = new ProcessBuilder(
                        "gcc",
                        "-std=gnu11",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-fsyntax-only",
                        "-Iagent",
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String messages = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(messages).isZero();
    }
}
