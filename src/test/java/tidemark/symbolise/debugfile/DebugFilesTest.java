package tidemark.symbolise.debugfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** A stripped library, and its debug file in each place, made by binutils. */
class DebugFilesTest {
    private static final String LIBRARY = "int named(int x) { return x + 1; }\n";

    @TempDir
    private Path folder;

    private Path system = Path.of("");
    private Path extra = Path.of("");
    private Path library = Path.of("");
    private Path debug = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        system = Files.createDirectory(folder.resolve("system"));
        extra = Files.createDirectory(folder.resolve("extra"));
    }

    @Test
    void everyPlaceIsSearched() throws Exception {
        build("-Wl,--build-id", true);
        String hex = ElfFile.open(library).buildId().orElseThrow();
        String byBuildId = ".build-id/" + hex.substring(0, 2) + "/" + hex.substring(2) + ".debug";
        String tree = folder.toString().substring(1);
        for (Path place : List.of(
                system.resolve(byBuildId),
                folder.resolve("linked.dbg"),
                folder.resolve(".debug/linked.dbg"),
                folder.resolve("lib.so.debug"),
                folder.resolve(".debug/lib.so.debug"),
                system.resolve(tree).resolve("linked.dbg"),
                system.resolve(tree).resolve("lib.so.debug"),
                extra.resolve(byBuildId),
                extra.resolve(tree).resolve("linked.dbg"),
                extra.resolve("linked.dbg"))) {
            assertThat(found()).as("before " + place).isEmpty();
            Files.createDirectories(place.getParent());
            Files.copy(debug, place);
            assertThat(found()).contains(place);
            Files.delete(place);
        }
    }

    @Test
    void placesAreSearchedInOrder() throws Exception {
        build("-Wl,--build-id", true);
        String hex = ElfFile.open(library).buildId().orElseThrow();
        List<Path> order = List.of(
                system.resolve(".build-id/" + hex.substring(0, 2) + "/" + hex.substring(2) + ".debug"),
                folder.resolve("linked.dbg"),
                folder.resolve(".debug/linked.dbg"),
                extra.resolve("linked.dbg"));
        for (Path place : order) {
            Files.createDirectories(place.getParent());
            Files.copy(debug, place);
        }
        for (Path place : order) {
            assertThat(found()).contains(place);
            Files.delete(place);
        }
        assertThat(search(id -> Optional.of(debug))).isEqualTo(new Outcome(Optional.of(debug), ""));
    }

    @Test
    void withoutBuildIdTheChecksumDecides() throws Exception {
        build("-Wl,--build-id=none", true);
        Path place = folder.resolve("linked.dbg");
        Files.copy(debug, place);
        assertThat(found()).contains(place);

        byte[] damaged = Files.readAllBytes(place);
        damaged[damaged.length / 2]++;
        Files.write(place, damaged);
        assertThat(search(id -> Optional.empty()))
                .isEqualTo(new Outcome(
                        Optional.empty(), ", and " + place + " has another checksum than the module expects"));
        // A name alike proves nothing.
        Files.copy(debug, folder.resolve("lib.so.debug"));
        assertThat(found()).isEmpty();
    }

    @Test
    void checksumCountsAlsoWhereTheBuildIdIsRight() throws Exception {
        build("-Wl,--build-id", true);
        Path place = folder.resolve("linked.dbg");
        Files.copy(debug, place);
        Files.write(place, new byte[1], java.nio.file.StandardOpenOption.APPEND);
        assertThat(ElfFile.open(place).buildId())
                .isEqualTo(ElfFile.open(library).buildId());
        assertThat(found()).isEmpty();
    }

    @Test
    void buildIdCountsAlsoWhereTheChecksumIsRight() throws Exception {
        build("-Wl,--build-id=0xaabbccdd", true);
        Path other = Command.compile(folder, "other.c", LIBRARY, "-shared", "-fPIC", "-Wl,--build-id=0xaabbccee");
        Path place = folder.resolve("linked.dbg");
        Files.copy(other, place);
        Command.run("objcopy", "--remove-section=.gnu_debuglink", library.toString());
        Command.run("objcopy", "--add-gnu-debuglink=" + place, library.toString());
        assertThat(search(id -> Optional.empty()).reason).isEqualTo(", and " + place + " has another build-id");
    }

    @Test
    void moduleIsNotItsOwnDebugFile() throws Exception {
        build("-Wl,--build-id=none", false);
        Command.run(
                "objcopy",
                "--add-gnu-debuglink=" + library,
                library.toString(),
                folder.resolve("x").toString());
        Files.move(folder.resolve("x"), library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(found()).isEmpty();
    }

    @Test
    void reasonSaysWhatIsMissing() throws Exception {
        build("-Wl,--build-id=0xaabbccdd", false);
        assertThat(search(id -> Optional.empty()).reason)
                .isEqualTo(", and " + system + "/.build-id/aa/bbccdd.debug does not exist");
        build("-Wl,--build-id=none", false);
        assertThat(search(id -> Optional.empty()).reason)
                .isEqualTo("and has no build-id by which to find its debug file");
        build("-Wl,--build-id=none", true);
        assertThat(search(id -> Optional.empty()).reason).isEqualTo(", and its debug file linked.dbg was not found");
    }

    @Test
    void serversAreAskedLastAndWhatTheySendIsChecked() throws Exception {
        build("-Wl,--build-id=0xaabbccdd", false);
        List<String> asked = new ArrayList<>();
        Path other = Command.compile(folder, "other.c", LIBRARY, "-shared", "-fPIC", "-Wl,--build-id=0xaabbccee");
        assertThat(search(id -> {
                            asked.add(id);
                            return Optional.of(other);
                        })
                        .reason)
                .isEqualTo(", and " + other + " has another build-id");
        assertThat(asked).containsExactly("aabbccdd");
        Files.copy(debug, folder.resolve("lib.so.debug"));
        assertThat(search(id -> {
                            asked.add(id);
                            return Optional.empty();
                        })
                        .file)
                .isPresent();
        assertThat(asked).hasSize(1);
    }

    @Test
    void commonFileOfDwzIsFoundByItsBuildIdAlone() throws Exception {
        Path referring =
                Files.createDirectories(folder.resolve("debug/.build-id/aa")).resolve("bb.debug");
        Path common = Files.createDirectories(folder.resolve("debug/.dwz")).resolve("common.debug");
        Files.copy(
                Command.compile(folder, "common.c", LIBRARY, "-shared", "-fPIC", "-Wl,--build-id=0xc0ffee01"), common);
        DebugFiles files = files(id -> Optional.empty());
        String path = "../../.dwz/common.debug";

        assertThat(files.alternate(referring, path, "c0ffee01").map(ElfFile::path))
                .contains(common);
        assertThat(files.alternate(referring, path, "c0ffee02")).isEmpty();
        assertThat(files.alternate(referring, path, "")).isEmpty();
        assertThat(files.alternate(referring, "../elsewhere.debug", "c0ffee01")).isEmpty();
        assertThat(files(id -> Optional.of(common))
                        .alternate(referring, "../elsewhere.debug", "c0ffee01")
                        .map(ElfFile::path))
                .contains(common);
        Files.createDirectories(system.resolve(".dwz"));
        Files.copy(common, system.resolve(".dwz/common.debug"));
        assertThat(files.alternate(Path.of("/proc/self/fd/0"), path, "c0ffee01").map(ElfFile::path))
                .contains(system.resolve(".dwz/common.debug"));
    }

    private record Outcome(Optional<Path> file, String reason) {}

    private void build(String buildId, boolean linked) throws IOException {
        Path built = Command.compile(folder, "built.c", LIBRARY, "-g", "-shared", "-fPIC", buildId);
        library = folder.resolve("lib.so");
        Path parted = Files.createDirectories(folder.resolve("parted"));
        debug = parted.resolve("linked.dbg");
        Command.run("objcopy", "--only-keep-debug", built.toString(), debug.toString());
        Command.run("strip", "-o", library.toString(), built.toString());
        if (linked) {
            Command.run("objcopy", "--add-gnu-debuglink=" + debug, library.toString());
        }
    }

    @FunctionalInterface
    private interface Server {
        Optional<Path> file(String buildId);
    }

    private DebugFiles files(Server server) {
        return new DebugFiles(system, Optional.of(extra), Optional.of((id, name) -> server.file(id)));
    }

    private Optional<Path> found() throws ElfException {
        return search(id -> Optional.empty()).file;
    }

    private Outcome search(Server server) throws ElfException {
        return switch (files(server).find(ElfFile.open(library), library.toString())) {
            case DebugFiles.Result.Found found ->
                new Outcome(Optional.of(found.file().path()), "");
            case DebugFiles.Result.Missing missing -> new Outcome(Optional.empty(), missing.reason());
        };
    }
}
