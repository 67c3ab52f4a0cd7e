package tidemark.symbolise.debugfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.symbolise.elf.Command;
import tidemark.symbolise.elf.ElfFile;

/** Against elfutils' own server and client, and servers that do wrong. */
class DebuginfodTest {
    private static final String LIBRARY = "int named(int x) { return x + 1; }\n";
    private static final String UNKNOWN = "00112233445566778899aabbccddeeff00112233";

    @TempDir
    private static Path shared = Path.of("");

    private static String buildId = "";
    private static byte[] whole = new byte[0];
    private static @Nullable DebuginfodServer started;

    @TempDir
    private Path folder;

    private Path cache = Path.of("");

    @BeforeAll
    static void serve() throws Exception {
        Path library = Command.compile(shared, "lib.c", LIBRARY, "-g", "-shared", "-fPIC", "-Wl,--build-id");
        buildId = ElfFile.open(library).buildId().orElseThrow();
        Path served = Files.createDirectory(shared.resolve("served"));
        Command.run("objcopy", "--only-keep-debug", library.toString(), served + "/lib.debug");
        whole = Files.readAllBytes(served.resolve("lib.debug"));
        started = DebuginfodServer.on(served);
    }

    @AfterAll
    static void stop() {
        server().close();
    }

    @BeforeEach
    void chooseCache() {
        cache = folder.resolve("cache");
    }

    private static DebuginfodServer server() {
        return Objects.requireNonNull(started);
    }

    @Test
    void fileOfTheBuildComesFromTheServerAndStaysInTheCache() throws Exception {
        Path file = client(server().url()).debugFile(buildId, "lib.so").orElseThrow();

        assertThat(file).isEqualTo(cache.resolve(buildId).resolve("debuginfo"));
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(permissions(file)).isEqualTo("r--------");
        assertThat(permissions(cache.resolve(buildId))).isEqualTo("rwx------");
        assertThat(entries(cache.resolve(buildId))).containsExactly("debuginfo");
        assertThat(client("http://127.0.0.1:9").debugFile(buildId, "lib.so")).isPresent();
    }

    @Test
    void elfutilsClientFindsWhatWeFetchedAndWeFindWhatItFetched() throws Exception {
        assertThat(client(server().url()).debugFile(buildId, "lib.so")).isPresent();
        assertThat(elfutils("http://127.0.0.1:9", buildId)).isEqualTo(cache.resolve(buildId) + "/debuginfo");

        cache = folder.resolve("theirs");
        assertThat(elfutils(server().url(), buildId)).endsWith("/debuginfo");
        assertThat(client("http://127.0.0.1:9").debugFile(buildId, "lib.so")).isPresent();
    }

    private String elfutils(String url, String id) throws IOException {
        Process process = new ProcessBuilder(
                        "env",
                        "DEBUGINFOD_URLS=" + url,
                        "DEBUGINFOD_CACHE_PATH=" + cache,
                        "debuginfod-find",
                        "debuginfo",
                        id)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.inputReader().lines().findFirst().orElse("nothing");
    }

    @Test
    void whatTheServerDoesNotHaveIsRememberedAsElfutilsDoes() throws Exception {
        assertThat(client(server().url()).debugFile(UNKNOWN, "lib.so")).isEmpty();
        Path entry = cache.resolve(UNKNOWN).resolve("debuginfo");
        assertThat(Files.size(entry)).isZero();
        assertThat(permissions(entry)).isEqualTo("---------");
        try (FakeServer other = FakeServer.saying(FakeServer.response("404 Not Found", new byte[0]))) {
            assertThat(client(other.url()).debugFile(UNKNOWN, "lib.so")).isEmpty();
            assertThat(other.requests()).isEmpty();

            Files.setLastModifiedTime(entry, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
            assertThat(client(other.url()).debugFile(UNKNOWN, "lib.so")).isEmpty();
            assertThat(other.requests()).containsExactly("GET /buildid/" + UNKNOWN + "/debuginfo HTTP/1.1");

            Files.writeString(cache.resolve("cache_miss_s"), "0\n");
            assertThat(client(other.url()).debugFile(UNKNOWN, "lib.so")).isEmpty();
            assertThat(other.requests()).hasSize(2);
        }
    }

    @Test
    void theirEntryForWhatIsMissingIsOursToo() throws Exception {
        assertThat(elfutils(server().url(), UNKNOWN)).isEqualTo("nothing");
        try (FakeServer other = FakeServer.saying(FakeServer.response("404 Not Found", new byte[0]))) {
            assertThat(client(other.url()).debugFile(UNKNOWN, "lib.so")).isEmpty();
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void hangingServerIsGivenUpAndTheNextIsAsked() throws Exception {
        try (FakeServer hanging = FakeServer.hanging()) {
            DebugFiles.Download client = client(hanging.url() + " " + server().url());
            assertThat(client.debugFile(buildId, "lib.so")).isPresent();
            assertThatThrownBy(() -> client.debugFile(UNKNOWN, "lib.so"))
                    .isInstanceOf(DownloadException.class)
                    .hasMessage("and " + hanging.url() + " did not answer within 1 s (DEBUGINFOD_TIMEOUT)");
            assertThat(hanging.requests()).hasSize(1);
            // It might have had the file: nothing is remembered.
            assertThat(cache.resolve(UNKNOWN)).doesNotExist();
        }
    }

    @Test
    void serverThatStopsInTheMiddleIsGivenUp() throws Exception {
        refused(
                FakeServer.response("200 OK\r\nContent-Length: " + whole.length, whole, 500),
                "did not send the whole file");
        // Without a length only the file itself can tell.
        refused(FakeServer.response("200 OK", whole, 500), "sent a file that cannot be used");
        refused(FakeServer.response("200 OK", whole, whole.length - 1), "sent a file that cannot be used");
    }

    @Test
    void garbageAndFilesOfOtherBuildsAreNotTaken() throws Exception {
        Path other = Command.compile(folder, "other.c", LIBRARY, "-shared", "-fPIC", "-Wl,--build-id=0xabcdef01");
        refused(FakeServer.response("200 OK", Files.readAllBytes(other)), "sent a file with build-id abcdef01");
        refused(
                FakeServer.response("200 OK", "<html>log in</html>".getBytes(StandardCharsets.UTF_8)),
                "is not an ELF file");
        refused(FakeServer.response("200 OK", new byte[0]), "is not an ELF file");
        refused("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8), "does not speak HTTP");
        refused(FakeServer.response("302 Found\r\nLocation: /again", new byte[0]), "redirects without an end");
        refused(
                FakeServer.response("302 Found\r\nLocation: file:///etc/passwd", new byte[0]),
                "is no http or https address");
    }

    private void refused(byte[] answer, String why) throws IOException {
        try (FakeServer server = FakeServer.saying(answer)) {
            assertThatThrownBy(() -> client(server.url()).debugFile(buildId, "lib.so"))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining(why);
            assertThat(cache.resolve(buildId)).doesNotExist();
        }
    }

    @Test
    void redirectIsFollowed() throws Exception {
        try (FakeServer moved = FakeServer.saying(FakeServer.response(
                "301 Moved\r\nLocation: " + server().url() + "/buildid/" + buildId + "/debuginfo", new byte[0]))) {
            assertThat(client(moved.url()).debugFile(buildId, "lib.so")).isPresent();
        }
    }

    @Test
    void tooLargeFileIsNotFetched() throws Exception {
        for (byte[] answer :
                List.of(FakeServer.response("200 OK", whole), FakeServer.response("200 OK", whole, whole.length))) {
            try (FakeServer server = FakeServer.saying(answer)) {
                DebugFiles.Download client = client(server.url(), "DEBUGINFOD_MAXSIZE", "1000");
                assertThatThrownBy(() -> client.debugFile(buildId, "lib.so"))
                        .hasMessageContaining("DEBUGINFOD_MAXSIZE");
            }
        }
    }

    @Test
    void withoutServersThereIsNoClient() {
        assertThat(Debuginfod.of(Map.of(), Progress.silent())).isEmpty();
        assertThat(Debuginfod.of(Map.of("DEBUGINFOD_URLS", " "), Progress.silent()))
                .isEmpty();
    }

    @Test
    void progressIsTold() throws Exception {
        List<String> told = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void received(String moduleName, String server, long bytes, long totalBytes) {
                told.add(moduleName + " " + (bytes <= totalBytes));
            }

            @Override
            public void ended() {
                told.add("ended");
            }
        };
        Debuginfod.of(environment(server().url()), progress).orElseThrow().debugFile(buildId, "lib.so");
        assertThat(told).startsWith("lib.so true").endsWith("ended");
    }

    @Test
    void cacheIsWhereTheEnvironmentSays() throws IOException {
        assertThat(DebuginfodCache.of(Map.of("HOME", "/h")).file("ab"))
                .hasToString("/h/.cache/debuginfod_client/ab/debuginfo");
        assertThat(DebuginfodCache.of(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x"))
                        .file("ab"))
                .hasToString("/x/debuginfod_client/ab/debuginfo");
        Path former = Files.createDirectory(folder.resolve(".debuginfod_client_cache"));
        assertThat(DebuginfodCache.of(Map.of("HOME", folder.toString(), "XDG_CACHE_HOME", "/x"))
                        .file("ab"))
                .isEqualTo(former.resolve("ab/debuginfo"));
    }

    @Test
    void whatNobodyReadForAWeekIsCleanedAway() throws Exception {
        for (String entry : List.of("aa11", "bb22", "not-a-build-id")) {
            Files.createDirectories(cache.resolve(entry));
            Files.writeString(cache.resolve(entry).resolve("debuginfo"), "x");
        }
        Instant longAgo = Instant.now().minus(Duration.ofDays(8));
        touch(cache.resolve("aa11/debuginfo"), longAgo);
        touch(cache.resolve("not-a-build-id/debuginfo"), longAgo);
        new DebuginfodCache(cache).clean(); // makes the files with the settings, and is done for today
        assertThat(Files.readString(cache.resolve("cache_clean_interval_s"))).isEqualTo("86400");
        assertThat(cache.resolve("aa11/debuginfo")).exists();

        touch(cache.resolve("cache_clean_interval_s"), Instant.now().minus(Duration.ofDays(2)));
        Files.setLastModifiedTime(cache.resolve("aa11"), FileTime.from(longAgo));
        new DebuginfodCache(cache).clean();

        assertThat(Files.readString(cache.resolve("max_unused_age_s"))).isEqualTo("604800");
        assertThat(cache.resolve("aa11/debuginfo")).doesNotExist();
        assertThat(cache.resolve("bb22/debuginfo")).exists();
        assertThat(cache.resolve("not-a-build-id/debuginfo")).exists();
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setAttribute(file, "lastAccessTime", FileTime.from(time));
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Test
    void unusableCacheIsAReason() throws IOException {
        cache = Files.writeString(folder.resolve("cache"), "a file");
        assertThatThrownBy(() -> client("http://127.0.0.1:9").debugFile(buildId, "lib.so"))
                .isInstanceOf(DownloadException.class)
                .hasMessageStartingWith("and the cache " + cache);
    }

    private DebugFiles.Download client(String urls, String... more) {
        Map<String, String> environment = environment(urls);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Debuginfod.of(environment, Progress.silent()).orElseThrow();
    }

    private Map<String, String> environment(String urls) {
        return new HashMap<>(
                Map.of("DEBUGINFOD_URLS", urls, "DEBUGINFOD_CACHE_PATH", cache.toString(), "DEBUGINFOD_TIMEOUT", "1"));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }
}
