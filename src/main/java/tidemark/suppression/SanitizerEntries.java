package tidemark.suppression;

import java.util.ArrayList;
import java.util.List;

/** LeakSanitizer's suppression files: {@code leak:PATTERN}, a line each. A pattern fits anywhere in the call path. */
final class SanitizerEntries {
    private static final String LEAK = "leak:";

    private SanitizerEntries() {}

    /** The entries in the file's order. */
    static List<Suppression> read(FileLines lines) throws SuppressionFileException {
        List<Suppression> entries = new ArrayList<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            if (!line.startsWith(LEAK)) {
                throw lines.malformed("expected leak:PATTERN, as in the lines before");
            }
            Location anywhere = new Location.AnyName(Wildcards.sanitizer(line.substring(LEAK.length())));
            entries.add(new Suppression(
                    line, lines.file(), lines.number(), ErrorKind.LEAKS, List.of(new Location.AnyNumber(), anywhere)));
        }
        return entries;
    }
}
