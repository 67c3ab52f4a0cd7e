package tidemark.suppression;

/**
 * The lines of a suppression file that say something, without the blanks around them: no empty ones, and no comments, which begin with a
 * number sign.
 */
final class FileLines {
    /** Valgrind's limit. */
    private static final int MOST_CHARACTERS = 100_000;

    private final String file;
    private final String text;
    private int at;
    private int number;

    /** @param file its name, for messages */
    FileLines(String file, String text) {
        this.file = file;
        this.text = text;
    }

    String file() {
        return file;
    }

    /** Of the line that was taken last, from 1; at the file's end, of its last line. */
    int number() {
        return number;
    }

    /** The next line; empty at the end of the file. */
    String next() throws SuppressionFileException {
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int stop = end < 0 ? text.length() : end;
            String line = text.substring(at, stop).strip();
            at = stop + 1;
            number++;
            if (line.length() > MOST_CHARACTERS) {
                throw malformed("line longer than " + MOST_CHARACTERS + " characters");
            }
            if (!line.isEmpty() && line.charAt(0) != '#') {
                return line;
            }
        }
        return "";
    }

    /** As Valgrind words it. */
    SuppressionFileException malformed(String what) {
        return new SuppressionFileException(
                "FATAL: in suppressions file \"" + file + "\" near line " + number + ": " + what);
    }
}
