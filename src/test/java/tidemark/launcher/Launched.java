package tidemark.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running command whose output and errors go to files, so that a test can wait for what they say. */
final class Launched {
    private final Process process;
    private final Path output;
    private final Path errors;

    private Launched(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    static Launched start(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Launched(process, output, errors);
    }

    long pid() {
        return process.pid();
    }

    String output() {
        return LauncherFixture.contents(output);
    }

    String errors() {
        return LauncherFixture.contents(errors);
    }

    Launched awaitOutput(String text) {
        LauncherFixture.await(() -> output().contains(text));
        return this;
    }

    Launched awaitErrors(String text) {
        LauncherFixture.await(() -> errors().contains(text));
        return this;
    }

    void type(String text) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write(text.getBytes(UTF_8));
        input.flush();
    }

    /** The exit code as a shell tells it: 128 + the signal for one that was killed. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("has not ended; errors: " + errors());
        }
        return process.exitValue();
    }
}
