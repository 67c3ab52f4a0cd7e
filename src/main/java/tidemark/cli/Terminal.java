package tidemark.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The terminal that standard error leads to. It is read by the same descriptor: Java runs in a session of its own, where /dev/tty leads
 * nowhere, but a terminal's descriptor can be read from any session.
 */
final class Terminal {
    private final BufferedReader lines =
            new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.err), StandardCharsets.UTF_8));

    private Terminal() {}

    /** Empty if standard error leads elsewhere. */
    static Optional<Terminal> ofStandardError() {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            boolean terminal =
                    file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
            return terminal ? Optional.of(new Terminal()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** What the user types, without the newline; empty if the terminal is gone or may not be read. */
    Optional<String> line() {
        try {
            return Optional.ofNullable(lines.readLine());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
