package tidemark.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What Java tells the launcher, a line each; ARCHITECTURE.md has the protocol. A launcher that is gone is told nothing: its end is an event
 * of its own.
 */
final class Launcher {
    private final OutputStream lines;

    Launcher(OutputStream lines) {
        this.lines = lines;
    }

    /** @param assignments of environment variables, NAME=VALUE */
    void start(String agentPath, List<String> assignments) {
        StringBuilder line = new StringBuilder("start ");
        line.append(encoded(agentPath));
        for (String assignment : assignments) {
            line.append(' ').append(encoded(assignment));
        }
        send(line.toString());
    }

    /** What it is to exit with if Java is gone without an order to exit and the program succeeded. */
    void unchecked(int code) {
        send("unchecked " + code);
    }

    /** A sign of life. */
    void alive() {
        send("alive");
    }

    void exitAsTheTarget() {
        send("exit");
    }

    void exit(int code) {
        send("exit " + code);
    }

    /** Blanks divide words and newlines lines, so they and the percent sign are written as %XX. */
    static String encoded(String word) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case ' ' -> encoded.append("%20");
                case '%' -> encoded.append("%25");
                case '\n' -> encoded.append("%0A");
                default -> encoded.append(c);
            }
        }
        return encoded.toString();
    }

    private synchronized void send(String line) {
        try {
            lines.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            lines.flush();
        } catch (IOException _) {
            // Broken pipe: Event.LauncherGone follows.
        }
    }
}
