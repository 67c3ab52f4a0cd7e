package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that root starts, whose workers become another user. Each worker loses a block and says by a file that it has. */
final class ServerProgramsTest {
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(120);

    @TempDir
    private Path folder;

    private Path told;

    @BeforeEach
    void openFolderToWorkers() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        told = Files.createDirectory(folder.resolve("told"));
        Files.setPosixFilePermissions(told, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private String module(String name) throws IOException {
        Path module = folder.resolve(name);
        Files.copy(Path.of(Programs.file(name)), module, StandardCopyOption.REPLACE_EXISTING);
        return module.toString();
    }

    private String configuration(String text) throws IOException {
        return Files.writeString(folder.resolve("conf"), text.replace("FOLDER", folder.toString()))
                .toString();
    }

    private void awaitWorkers(int count, Process server) throws IOException {
        long start = System.nanoTime();
        while (workers() < count) {
            if (!server.isAlive() || System.nanoTime() - start > GIVE_UP_NANOS) {
                throw new AssertionError("%d of %d workers:%n%s".formatted(workers(), count, report()));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private int workers() {
        String[] files = told.toFile().list();
        return files == null ? 0 : files.length;
    }

    private String report() throws IOException {
        return new String(Files.readAllBytes(folder.resolve("report")), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** In a process group of its own: Apache sends signals to all of its group. */
    private Process start(List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("setsid"));
        all.add(Path.of("tidemark").toAbsolutePath().toString());
        all.add("--wait-for-children=yes");
        all.addAll(command);
        File output = folder.resolve("report").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output);
        builder.environment().put("LEAKS_TOLD", told.toString());
        return builder.start();
    }

    private static void signal(String name, Process server) {
        Run kill = Run.of(List.of("kill", "-" + name, Long.toString(server.pid())));
        assertThat(kill.exitCode()).as(kill::toString).isZero();
    }

    /** The report, once the server and its workers have ended. */
    private String end(String signal, Process server) throws IOException, InterruptedException {
        signal(signal, server);
        assertThat(server.waitFor(GIVE_UP_NANOS, TimeUnit.NANOSECONDS))
                .as("ended")
                .isTrue();
        return report();
    }

    private void everyWorkerLost(int bytes, String function, int workers, String report) {
        String lost = "%,d bytes in 1 blocks are definitely lost".formatted(bytes);
        assertThat(report.lines().filter(line -> line.contains(lost)))
                .as(report)
                .hasSize(workers);
        assertThat(report.lines().filter(line -> line.contains(": " + function + " (in ")))
                .hasSize(workers);
        for (String worker : told.toFile().list()) {
            assertThat(report).containsPattern("==" + worker + "== " + lost);
        }
        assertThat(report).doesNotContain("NOT CHECKED", "INCOMPLETE", "ld.so");
    }

    /** A reload ends the workers, unloads the module and loads it anew. */
    @Test
    void workersOfApacheAreReportedAlsoAfterAReload() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String conf = configuration(
                """
                ServerName localhost
                ServerRoot FOLDER
                PidFile FOLDER/pid
                Mutex fcntl
                Listen 127.0.0.1:PORT
                LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule leaks_module MODULE
                User www-data
                Group www-data
                ErrorLog FOLDER/log
                DocumentRoot FOLDER
                StartServers 2
                MinSpareServers 2
                MaxSpareServers 2
                """.replace("PORT", Integer.toString(port)).replace("MODULE", module("module-apache.so")));
        Process server = start(List.of("apache2", "-f", conf, "-DFOREGROUND"));
        awaitWorkers(2, server);
        signal("HUP", server);
        awaitWorkers(4, server);
        everyWorkerLost(1411, "leak_in_worker", 4, end("TERM", server));
    }

    @Test
    void workersOfNginxWithAModuleAreReported() throws IOException, InterruptedException {
        String conf = configuration("""
                load_module /usr/lib/nginx/modules/ngx_http_echo_module.so;
                daemon off;
                user www-data;
                worker_processes 2;
                pid FOLDER/pid;
                error_log FOLDER/log;
                env LEAKS_TOLD;
                events {}
                http {
                  access_log off;
                  client_body_temp_path FOLDER/t1; proxy_temp_path FOLDER/t2; fastcgi_temp_path FOLDER/t3;
                  uwsgi_temp_path FOLDER/t4; scgi_temp_path FOLDER/t5;
                  server { listen unix:FOLDER/socket; location / { echo hello; } }
                }
                """);
        Process server = start(List.of(
                "env", "LD_PRELOAD=" + module("module-setuid.so"), "nginx", "-p", folder.toString(), "-c", conf));
        awaitWorkers(2, server);
        everyWorkerLost(1412, "leak_as_user", 2, end("QUIT", server));
    }

    /** Under the name of the one version that is installed. */
    private static String fpm() {
        String[] names = new File("/usr/sbin").list((folder, name) -> name.matches("php-fpm[0-9.]+"));
        assertThat(names).as("php-fpm").isNotEmpty();
        return "/usr/sbin/" + names[0];
    }

    @Test
    void workersOfPhpFpmAreReported() throws IOException, InterruptedException {
        String conf = configuration("""
                [global]
                pid = FOLDER/pid
                error_log = FOLDER/log
                daemonize = no
                [www]
                user = www-data
                group = www-data
                listen = FOLDER/socket
                pm = static
                pm.max_children = 2
                """);
        Process server =
                start(List.of("env", "LD_PRELOAD=" + module("module-setuid.so"), fpm(), "-F", "-n", "-y", conf));
        awaitWorkers(2, server);
        everyWorkerLost(1412, "leak_as_user", 2, end("QUIT", server));
    }
}
