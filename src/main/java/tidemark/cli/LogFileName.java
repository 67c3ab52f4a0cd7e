package tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The value of {@code --log-file}: {@code %p} stands for the process's pid, {@code %n} for its number, in the order in which processes were first seen,
 * {@code %q{NAME}} for the value of an environment variable and {@code %%} for a percent sign.
 */
final class LogFileName {
    /** What a process gives. */
    private enum Placeholder {
        PID,
        NUMBER,
        /** Behind the last piece. */
        NONE
    }

    private record Piece(String text, Placeholder next) {}

    private final List<Piece> pieces;

    private LogFileName(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    static LogFileName parse(String value, Map<String, String> environment) throws UsageException {
        return new Parser(value, environment).parse();
    }

    /** Whether each process has a file of its own. */
    boolean onePerProcess() {
        return pieces.size() > 1;
    }

    /** @param number of the process, from 1 on */
    String of(int pid, int number) {
        StringBuilder name = new StringBuilder();
        for (Piece piece : pieces) {
            name.append(piece.text());
            switch (piece.next()) {
                case PID -> name.append(pid);
                case NUMBER -> name.append(number);
                case NONE -> {}
            }
        }
        return name.toString();
    }

    private static final class Parser {
        private final String value;
        private final Map<String, String> environment;
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder piece = new StringBuilder();

        Parser(String value, Map<String, String> environment) {
            this.value = value;
            this.environment = environment;
        }

        LogFileName parse() throws UsageException {
            int at = 0;
            while (at < value.length()) {
                char next = value.charAt(at++);
                if (next == '%') {
                    at = behindPlaceholder(at);
                } else {
                    piece.append(next);
                }
            }
            end(Placeholder.NONE);
            if (value.isEmpty()) {
                throw bad("the file needs a name");
            }
            return new LogFileName(pieces);
        }

        /** @param at behind the percent sign */
        private int behindPlaceholder(int at) throws UsageException {
            switch (at < value.length() ? value.charAt(at) : ' ') {
                case '%' -> piece.append('%');
                case 'p' -> end(Placeholder.PID);
                case 'n' -> end(Placeholder.NUMBER);
                case 'q' -> {
                    return behindVariable(at + 1);
                }
                default -> throw bad("'p', 'n', 'q' or '%' must follow a '%'");
            }
            return at + 1;
        }

        private void end(Placeholder next) {
            pieces.add(new Piece(piece.toString(), next));
            piece.setLength(0);
        }

        private int behindVariable(int at) throws UsageException {
            int close = value.indexOf('}', at);
            if (close < 0 || value.charAt(at) != '{') {
                throw bad("write %q{NAME} with braces");
            }
            String name = value.substring(at + 1, close);
            String content = environment.get(name);
            if (content == null) {
                throw bad("the environment variable " + name + " is not set");
            }
            piece.append(content);
            return close + 1;
        }

        private UsageException bad(String why) {
            return new UsageException(UsageException.BAD_OPTIONS, "--log-file=" + value + ": " + why);
        }
    }
}
