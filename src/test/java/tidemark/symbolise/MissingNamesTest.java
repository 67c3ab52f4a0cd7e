package tidemark.symbolise;

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
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.debugfile.Distribution;

class MissingNamesTest {
    @TempDir
    private Path root;

    @BeforeEach
    void installTwoPackages() throws IOException {
        Path lists = Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.writeString(lists.resolve("libcurl4:amd64.list"), "/.\n/usr/lib/libcurl.so.4\n");
        Files.writeString(lists.resolve("libc6:amd64.list"), "/.\n/lib/libc.so.6\n");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "ID=debian\n");
    }

    @Test
    void packagesAndTheServerAreTold() {
        assertThat(lines(false, stripped("/usr/lib/libcurl.so.4"), stripped("/usr/lib/libc.so.6")))
                .containsExactly(
                        "Some functions have no name in: libcurl.so.4, libc.so.6. Their debug files have the names:",
                        "   apt-get install libcurl4-dbgsym libc6-dbg (-dbgsym: from the debug archive), or set"
                                + " DEBUGINFOD_URLS=https://debuginfod.debian.net");
    }

    @Test
    void serverIsNotToldToWhoAsksOne() {
        assertThat(lines(true, stripped("/usr/lib/libcurl.so.4")).getLast())
                .isEqualTo("   apt-get install libcurl4-dbgsym (-dbgsym: from the debug archive)");
    }

    @Test
    void whatNoPackageBroughtIsTheUsersOwn() {
        assertThat(lines(false, stripped("/home/user/own.so")).getLast())
                .isEqualTo("   build them with symbols, or do not strip them");
        assertThat(lines(true, stripped("/home/user/own.so"), stripped("/usr/lib/libcurl.so.4"))
                        .getLast())
                .endsWith("(-dbgsym: from the debug archive), or build what is yours with symbols");
    }

    @Test
    void whatADebugFileWouldNotHelpHasItsReason() {
        UnnamedModule changed =
                new UnnamedModule(file("/opt/x.so"), UnnamedModule.Lack.unusable("was not used for names: it changed"));
        assertThat(lines(false, changed))
                .containsExactly("Functions have no name in x.so: it was not used for names: it changed.");
    }

    @Test
    void manyModulesMakeNoLongLines() {
        List<UnnamedModule> modules = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            modules.add(stripped("/opt/m" + i + ".so"));
            modules.add(new UnnamedModule(file("/opt/o" + i + ".so"), UnnamedModule.Lack.unusable("is odd")));
        }
        List<String> lines = new MissingNames(new Distribution(root), false).lines(modules);
        assertThat(lines.getFirst()).contains("m7.so and 12 more.");
        assertThat(lines).hasSizeLessThan(10);
    }

    private List<String> lines(boolean serversAsked, UnnamedModule... modules) {
        return new MissingNames(new Distribution(root), serversAsked).lines(List.of(modules));
    }

    private static UnnamedModule stripped(String path) {
        return new UnnamedModule(file(path), UnnamedModule.Lack.stripped("is stripped"));
    }

    private static ModuleFile file(String path) {
        return new ModuleFile(path, Optional.empty(), Optional.empty());
    }
}
