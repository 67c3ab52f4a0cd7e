package tidemark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the launcher calls the session, in the variable {@code TIDEMARK_SESSION}: {@code NAME:KEY:PATH}.
 *
 * @param key what only processes know that descend from the program
 * @param file the second socket, for processes of other network namespaces; empty if it could not be made
 */
public record SessionName(String key, Optional<Path> file) {
    private static final String VARIABLE = "TIDEMARK_SESSION";

    /** As the launcher gives it to this process. */
    public static SessionName inherited() {
        return of(System.getenv().getOrDefault(VARIABLE, ""));
    }

    static SessionName of(String word) {
        String[] parts = word.split(":", 3);
        if (parts.length < 3) {
            throw new AssertionError("The launcher calls the session '" + word + "'");
        }
        return new SessionName(parts[1], parts[2].isEmpty() ? Optional.empty() : Optional.of(Path.of(parts[2])));
    }

    /** Nobody can reach the session by its file any more. */
    public void removeFile() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException _) {
            // Somebody has removed the folder, or has made it read-only: there is nothing more to do.
        }
    }
}
