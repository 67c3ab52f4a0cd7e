package tidemark.symbolise.debugfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.symbolise.elf.Command;

class DistributionTest {
    @TempDir
    private Path root;

    @Test
    void packagesAreThoseOfDpkg() throws IOException {
        for (String file : List.of("/usr/bin/php", "/usr/bin/gdb", "/usr/lib/x86_64-linux-gnu/libcurl.so.4")) {
            String real = Path.of(file).toRealPath().toString();
            String owner = Command.run("dpkg", "-S", real).replaceFirst(":.*(?s).*", "");
            assertThat(new Distribution(Path.of("/")).debugPackages(Set.of(real)))
                    .containsExactly(owner + "-dbgsym");
        }
    }

    @Test
    void libcsDebugPackageHasANameOfItsOwn() throws IOException {
        String libc = Path.of("/lib/x86_64-linux-gnu/libc.so.6").toRealPath().toString();
        assertThat(new Distribution(Path.of("/")).debugPackages(Set.of(libc))).containsExactly("libc6-dbg");
    }

    @Test
    void packagesStandInTheOrderOfTheFilesAndOnlyOnce() throws IOException {
        Path lists = Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.writeString(lists.resolve("zeta:amd64.list"), "/.\n/lib\n/lib/z.so\n/usr/lib/zz.so\n");
        Files.writeString(lists.resolve("alfa.list"), "/.\n/usr/bin/a.so.1\n");
        Set<String> files = new LinkedHashSet<>(
                List.of("/usr/lib/z.so", "/usr/lib/zz.so", "/home/own.so", "/usr/bin/a.so.1", "/usr/bin/a.so"));
        assertThat(new Distribution(root).debugPackages(files)).containsExactly("zeta-dbgsym", "alfa-dbgsym");
    }

    @Test
    void withoutDpkgThereAreNoPackages() {
        assertThat(new Distribution(root).debugPackages(Set.of("/usr/bin/a"))).isEmpty();
        assertThat(new Distribution(root).server()).isEmpty();
    }

    @Test
    void serverIsTheDistributions() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "NAME=\"Fedora Linux\"\nVERSION_ID=43\nID=fedora\n");
        assertThat(new Distribution(root).server()).contains("https://debuginfod.fedoraproject.org");
        Files.writeString(root.resolve("etc/os-release"), "ID=\"unheard-of\"\n");
        assertThat(new Distribution(root).server()).isEmpty();
    }
}
