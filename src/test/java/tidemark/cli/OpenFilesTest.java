package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.snapshot.OpenedFile;
import tidemark.symbolise.elf.Command;

class OpenFilesTest {
    @TempDir
    private Path folder;

    private final OpenFiles files = new OpenFiles();
    private final List<Path> closed = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "none"})
    void fiveHundredCopiesOfOneModuleCostOneOpenFile(String buildId) throws IOException {
        Path module = Command.compile(folder, "m.c", "int x;", "-shared", "-fPIC", "-Wl,--build-id=" + buildId);
        Path first = copy(module, 0);
        assertThat(keep(first).path()).isEqualTo(first);
        for (int i = 1; i < 500; i++) {
            assertThat(keep(copy(module, i)).path()).isEqualTo(first);
        }
        assertThat(closed).hasSize(499).doesNotContain(first);
    }

    @Test
    void oneFileThatIsLoadedAgainCostsOneOpenFile() throws IOException {
        Path module = Command.compile(folder, "m.c", "int x;", "-shared", "-fPIC", "-Wl,--build-id=none");
        keep(module);
        Path link = Files.createLink(folder.resolve("link"), module);
        assertThat(keep(link).path()).isEqualTo(module);
        assertThat(closed).containsExactly(link);
    }

    @Test
    void filesOfOneSizeAndDifferentContentAreKeptApart() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1111");
        Path two = Files.writeString(folder.resolve("two"), "2222");
        assertThat(keep(one).path()).isEqualTo(one);
        assertThat(keep(two).path()).isEqualTo(two);
        assertThat(closed).isEmpty();
    }

    @Test
    void copyIsToldWithTheStampOfTheFileThatIsReadInItsPlace() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1111");
        Path two = Files.writeString(folder.resolve("two"), "1111");
        Instant longAgo = Instant.parse("2001-02-03T04:05:06.000000007Z");
        Files.setLastModifiedTime(one, FileTime.from(longAgo));
        assertThat(keep(one).stamp()).isEmpty();
        assertThat(keep(two).stamp().map(stamp -> stamp.modifiedNanos()))
                .isEqualTo(Optional.of(longAgo.getEpochSecond() * 1_000_000_000L + 7));
    }

    private OpenedFile keep(Path file) {
        return files.keep(file, () -> closed.add(file));
    }

    private Path copy(Path module, int number) throws IOException {
        return Files.copy(module, folder.resolve("copy" + number));
    }
}
