package tidemark.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A command that has run to its end. */
record Command(int exitCode, String output, String errors) {
    /**
     * With the environment assignments, no standard input, and nothing preloaded from outside.
     *
     * @param folder the working directory; output is kept there while it runs
     * @throws BenchException if there is no such program
     */
    static Command run(List<String> words, List<String> assignments, Path folder)
            throws IOException, InterruptedException, BenchException {
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("LD_PRELOAD");
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            builder.environment().put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        try {
            int exitCode = start(builder).waitFor();
            return new Command(exitCode, text(output), text(errors));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static Process start(ProcessBuilder builder) throws BenchException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BenchException(builder.command().getFirst() + " cannot be run: " + e.getMessage());
        }
    }

    /** What the command prints first, if it can be run and is successful. */
    static Optional<String> firstLine(String... words) throws IOException, InterruptedException {
        try {
            Command command = run(List.of(words), List.of(), Path.of(System.getProperty("java.io.tmpdir")));
            return command.exitCode == 0
                    ? (command.output + command.errors).lines().findFirst()
                    : Optional.empty();
        } catch (BenchException _) {
            return Optional.empty();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
