package tidemark.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tidemark} in a folder of its own, where launcher, JDK and build are scripts that say how they were called. */
class TidemarkScriptTest {
    private static final FileTime BEFORE_THE_BUILD = FileTime.fromMillis(1_700_000_000_000L);
    private static final FileTime BUILD = FileTime.fromMillis(1_700_000_100_000L);
    private static final FileTime AFTER_THE_BUILD = FileTime.fromMillis(1_700_000_200_000L);

    @TempDir
    private Path folder;

    private Path home;
    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectory(folder.resolve("a checkout"));
        Files.copy(Path.of("tidemark"), home.resolve("tidemark"));
        assertThat(home.resolve("tidemark").toFile().setExecutable(true)).isTrue();
        jdk = jdk("jdk-25", "25.0.3");
        script(home.resolve("build"), "echo \"build $*\" for \"$TIDEMARK_JAVA_HOME\"; " + build());
        for (String source : List.of(
                "src/main/Main.java",
                "agent/agent.c",
                "launcher/launcher.c",
                "client/check.c",
                "native/syscall.c",
                "pom.xml")) {
            Path file = home.resolve(source);
            Files.createDirectories(file.resolveSibling("."));
            Files.createFile(file);
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, BEFORE_THE_BUILD);
            }
        }
    }

    /** What the real build leaves behind, with a launcher that prints its arguments. */
    private String build() {
        return """
                cd "${0%%/*}" && mkdir -p target && touch target/libtidemark.so target/libtidemark-java.so target/tidemark-v1.jar target/tidemark-v1.aot
                printf '#!/bin/sh\\nprintf "%%%%s\\\\n" "$@"\\n' >target/launcher && chmod +x target/launcher
                printf '%%s\\nv1\\n' '%s' >target/installed && touch -d '2023-11-14 22:15:00 UTC' target/installed
                """.formatted(jdk);
    }

    /** Without a JDK, too: the session that is asked has its own. */
    @Test
    void checkIsLeftToTheClientThatWasBuilt() throws Exception {
        assertThat(run(home.resolve("tidemark"), "true").exitCode()).isZero();
        script(home.resolve("target/check"), "printf '%s\\n' client \"$@\"");
        Files.delete(jdk.resolve("release"));
        Launched run = run(home.resolve("tidemark"), "check", "-x", "4711");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("client\n-x\n4711\n");
    }

    /** A program can have the name of a subcommand, and Valgrind's processes are expected. */
    @Test
    void calledValgrindItHasNoSubcommands() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("valgrind"), home.resolve("tidemark"));
        Launched run = run(link, "check", "-x");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains("-Dtidemark.called=valgrind\n")
                .endsWith("\n--\n--in-place=yes\n--trace-children=no\ncheck\n-x\n");
    }

    private Path jdk(String name, String version) throws IOException {
        Path made = folder.resolve(name);
        Files.createDirectories(made.resolve("bin"));
        Files.writeString(made.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(made.resolve("bin/java"), "exit 1");
        return made;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    private Launched run(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-u", "TIDEMARK_REBUILD", "TIDEMARK_JAVA_HOME=" + jdk));
        command.add(script.toString());
        command.addAll(List.of(arguments));
        return Launched.start(folder, command);
    }

    private List<String> launcherArguments(Path script, String... arguments) throws Exception {
        Launched run = run(script, arguments);
        assertThat(run.exitCode()).as(run.errors()).isZero();
        return run.output().lines().toList();
    }

    @Test
    void firstCallBuildsAndSecondDoesNot() throws Exception {
        Launched first = run(home.resolve("tidemark"), "true");
        assertThat(first.exitCode()).isZero();
        assertThat(first.errors()).isEqualTo("build install for " + jdk + "\n");

        Launched second = run(home.resolve("tidemark"), "true");
        assertThat(second.exitCode()).isZero();
        assertThat(second.errors()).isEmpty();
    }

    @Test
    void launcherGetsJavaAndTheArgumentsAsTheyAre() throws Exception {
        List<String> arguments = launcherArguments(home.resolve("tidemark"), "-q", "a program", "", "*", "--", "x\ty");

        assertThat(arguments).startsWith(jdk + "/bin/java");
        assertThat(arguments).endsWith("tidemark.cli.Main", "--", "-q", "a program", "", "*", "--", "x\ty");
        assertThat(arguments)
                .containsSubsequence(
                        "-Dtidemark.agent=" + home + "/target/libtidemark.so",
                        "-Dtidemark.native=" + home + "/target/libtidemark-java.so",
                        "-cp",
                        home + "/target/tidemark-v1.jar");
    }

    @Test
    void checkoutIsFoundThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(home.resolve("link"), Path.of("tidemark"));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("tm"), link);

        assertThat(launcherArguments(linkToLink, "true"))
                .contains("-Dtidemark.agent=" + home + "/target/libtidemark.so");
    }

    @Test
    void relativeCallGivesAbsolutePaths() throws Exception {
        Launched run = Launched.start(
                folder,
                List.of(
                        "sh",
                        "-c",
                        "cd '" + home + "' && TIDEMARK_JAVA_HOME='" + jdk + "' ./tidemark true 2>/dev/null"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("-Dtidemark.agent=" + home + "/target/libtidemark.so\n");
    }

    @Test
    void newerSourceIsBuiltAgain() throws Exception {
        for (String source :
                List.of("src/main/Main.java", "agent/agent.c", "launcher/launcher.c", "native/syscall.c", "pom.xml")) {
            launcherArguments(home.resolve("tidemark"), "true");
            Files.setLastModifiedTime(home.resolve("target/installed"), BUILD);
            Files.setLastModifiedTime(home.resolve(source), AFTER_THE_BUILD);

            Launched run = run(home.resolve("tidemark"), "true");

            assertThat(run.exitCode()).isZero();
            assertThat(run.errors()).as(source).contains("build install");
            Files.setLastModifiedTime(home.resolve(source), BEFORE_THE_BUILD);
        }
    }

    @Test
    void buildIsLeftAloneOnRequest() throws Exception {
        launcherArguments(home.resolve("tidemark"), "true");
        Files.setLastModifiedTime(home.resolve("pom.xml"), AFTER_THE_BUILD);

        Launched run = Launched.start(
                folder, List.of("env", "TIDEMARK_REBUILD=no", "TIDEMARK_JAVA_HOME=" + jdk, home + "/tidemark", "true"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).isEmpty();
    }

    @Test
    void classArchiveIsUsedWithTheJdkThatMadeIt() throws Exception {
        String archive = "-XX:AOTCache=" + home + "/target/tidemark-v1.aot";
        assertThat(launcherArguments(home.resolve("tidemark"), "true")).contains(archive);

        jdk = jdk("other-25", "25");
        assertThat(launcherArguments(home.resolve("tidemark"), "true")).doesNotContain(archive);

        Files.delete(home.resolve("target/tidemark-v1.aot"));
        assertThat(launcherArguments(home.resolve("tidemark"), "true")).noneMatch(a -> a.startsWith("-XX:AOTCache"));
    }

    @Test
    void otherJdkThanAskedForIsRefused() throws Exception {
        jdk = jdk("jdk-17", "17.0.15");

        Launched run = run(home.resolve("tidemark"), "true");

        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.errors())
                .isEqualTo("tidemark: TIDEMARK_JAVA_HOME=" + jdk + " is no JDK 25: correct or unset it\n");
    }

    @Test
    void javaHomeOfAnotherVersionIsPassedOver() throws Exception {
        Launched run = Launched.start(
                folder,
                List.of(
                        "env",
                        "-u",
                        "TIDEMARK_JAVA_HOME",
                        "JAVA_HOME=" + jdk("jdk-17", "17.0.15"),
                        home + "/tidemark",
                        "true"));
        run.exitCode();

        assertThat(run.output()).doesNotContain("jdk-17");
    }

    @Test
    void failedBuildIsSaid() throws Exception {
        script(home.resolve("build"), "exit 1");

        Launched run = run(home.resolve("tidemark"), "true");

        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.errors()).contains("the build failed");
    }
}
