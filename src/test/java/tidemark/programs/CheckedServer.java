package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program {@code server} under Tidemark, waiting for orders. */
final class CheckedServer implements AutoCloseable {
    static final String TIDEMARK = Path.of("tidemark").toAbsolutePath().toString();

    private final Process process;
    private final BufferedReader output;
    private final OutputStream orders;
    private final Path stderr;
    private final String pid;

    /** @param launch Tidemark, its options and the program, perhaps with another program that starts one of them */
    private CheckedServer(List<String> launch) {
        try {
            stderr = Files.createTempFile(Programs.FOLDER, "server", "stderr");
            List<String> command = new ArrayList<>(launch);
            process = new ProcessBuilder(command).redirectError(stderr.toFile()).start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            orders = process.getOutputStream();
            pid = output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CheckedServer start(String... options) {
        List<String> launch = new ArrayList<>(List.of(TIDEMARK));
        launch.addAll(List.of(options));
        launch.add(Programs.file("server"));
        return new CheckedServer(launch);
    }

    /** As the child of a shell. */
    static CheckedServer startByShell() {
        return new CheckedServer(List.of(TIDEMARK, "sh", "-c", Programs.file("server") + "; true"));
    }

    /** Without root's right to read every process. */
    static CheckedServer startWithoutTracing() {
        return new CheckedServer(List.of("setpriv", "--bounding-set=-sys_ptrace", TIDEMARK, Programs.file("server")));
    }

    String pid() {
        return pid;
    }

    /** Returns when it has been obeyed. */
    void order(String order) {
        try {
            orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
            assertThat(output.readLine()).isEqualTo("done");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code tidemark check OPTIONS PID}. */
    Run check(String... options) {
        List<String> command = new ArrayList<>(List.of(TIDEMARK, "check"));
        command.addAll(List.of(options));
        command.add(pid);
        return Run.of(command);
    }

    /** Has it end; what the session wrote. */
    String end() {
        try {
            orders.close();
            process.waitFor();
            return Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            orders.close();
            Files.deleteIfExists(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
