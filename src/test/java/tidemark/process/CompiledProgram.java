package tidemark.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A C program, compiled from the test's text and started behind a shell: the JVM waits for its own children, and would take the
 * stops that ptrace reports. The program prints its facts in lines and gets what the test writes at standard input.
 */
final class CompiledProgram implements AutoCloseable {
    private final Process shell;
    private final BufferedReader output;
    private final int pid;

    private CompiledProgram(Process shell, BufferedReader output, int pid) {
        this.shell = shell;
        this.output = output;
        this.pid = pid;
    }

    static Path compile(Path folder, String source) {
        try {
            Path file = folder.resolve("program.c");
            Path program = folder.resolve("program");
            Files.writeString(file, source);
            Process gcc = new ProcessBuilder(
                            "gcc", "-O1", "-g", "-w", "-pthread", "-o", program.toString(), file.toString())
                    .redirectErrorStream(true)
                    .start();
            String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (gcc.waitFor() != 0) {
                throw new IllegalArgumentException(messages);
            }
            return program;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static CompiledProgram start(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "exec 3<&0; sh -c 'echo $$; exec \"$0\" \"$@\"' \"$0\" \"$@\" <&3 & wait $!; echo \"ended $?\"",
                program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process shell = new ProcessBuilder(command)
                    // A program left behind must not keep the build waiting for the end of its output.
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
            return new CompiledProgram(shell, output, Integer.parseInt(output.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int pid() {
        return pid;
    }

    String line() {
        try {
            return String.valueOf(output.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        try {
            OutputStream input = shell.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Integer.toString(pid))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        shell.destroy();
    }
}
