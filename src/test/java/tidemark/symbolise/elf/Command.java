package tidemark.symbolise.elf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a tool of the system and returns what it printed; fails if the tool does. */
public final class Command {
    private Command() {}

    public static String run(String... command) {
        return runWithInput("", command);
    }

    public static String runWithInput(String input, String... command) {
        try {
            Path in = Files.createTempFile("command", ".in");
            Path out = Files.createTempFile("command", ".out");
            try {
                Files.writeString(in, input);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
                builder.environment().put("LC_ALL", "C");
                builder.environment().remove("DEBUGINFOD_URLS");
                int status = builder.start().waitFor();
                if (status != 0) {
                    throw new AssertionError(List.of(command) + " ended with status " + status);
                }
                return Files.readString(out, StandardCharsets.ISO_8859_1);
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Compiles a program or library next to its source; the compiler follows from the extension of {@code
     * sourceName}.
     */
    public static Path compile(Path folder, String sourceName, String source, String... options) {
        try {
            Path file = folder.resolve(sourceName);
            Files.writeString(file, source);
            Path binary = folder.resolve(sourceName.substring(0, sourceName.indexOf('.')));
            List<String> command = new ArrayList<>();
            command.add(sourceName.endsWith(".cc") ? "g++" : "gcc");
            command.addAll(List.of("-o", binary.toString(), file.toString()));
            command.addAll(List.of(options));
            run(command.toArray(String[]::new));
            return binary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
