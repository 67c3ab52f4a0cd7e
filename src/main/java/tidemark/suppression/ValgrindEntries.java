package tidemark.suppression;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Valgrind's suppression files ("Suppressing errors" and "Writing suppression files" in its manual, and what version 3.19 does).
 *
 * <pre>
 * {
 *    NAME
 *    TOOL,TOOL:KIND
 *    match-leak-kinds: KIND,KIND     (leaks, optional; other kinds have other lines here)
 *    fun:PATTERN  obj:PATTERN  src:PATTERN  src:PATTERN:LINE  ...
 * }
 * </pre>
 *
 * <p>Entries for other tools are passed over unread; those for Memcheck's other errors are read, so that mistakes in them are found, and
 * left out.
 */
final class ValgrindEntries {
    /** As many as --num-callers can be. */
    private static final int MOST_LOCATIONS = 500;

    private static final String LEAK_KINDS = "match-leak-kinds:";
    private static final String EXTRA = "bad or missing extra suppression info";
    private static final String LOCATION =
            "location should be \"...\", or should start with \"fun:\", \"obj:\", or \"src:\"";

    /** Of Memcheck's kinds of errors, until 3.26, those that have no line of their own between kind and locations. */
    private static final Set<String> OTHER_KINDS = Set.of(
            "User",
            "CoreMem",
            "Addr1",
            "Addr2",
            "Addr4",
            "Addr8",
            "Addr16",
            "Addr32",
            "Jump",
            "Overlap",
            "Mempool",
            "Cond",
            "Value0",
            "Value1",
            "Value2",
            "Value4",
            "Value8",
            "Value16",
            "Value32",
            "ReallocZero",
            "BadAlign",
            "BadSize",
            "SizeMismatch",
            "AlignMismatch");

    private final FileLines lines;
    private final List<Suppression> entries = new ArrayList<>();

    private ValgrindEntries(FileLines lines) {
        this.lines = lines;
    }

    /** The entries for leaks and wrong frees, in the file's order. */
    static List<Suppression> read(FileLines lines) throws SuppressionFileException {
        ValgrindEntries entries = new ValgrindEntries(lines);
        String line = lines.next();
        while (!line.isEmpty()) {
            if (!line.equals("{")) {
                throw lines.malformed("expected '{' or end-of-file");
            }
            entries.entry();
            line = lines.next();
        }
        return entries.entries;
    }

    private void entry() throws SuppressionFileException {
        String name = lines.next();
        if (name.isEmpty() || name.equals("}")) {
            throw lines.malformed("unexpected '}'");
        }
        int line = lines.number();
        String kind = nextLine("expecting tool:suppr");
        int colon = kind.indexOf(':');
        if (colon < 0) {
            throw lines.malformed("malformed 'tool1,tool2,...:supp' line");
        }
        List<String> tools = List.of(kind.substring(0, colon).split(",", -1));
        if (tools.contains("Memcheck")) {
            memcheck(name, line, kind.substring(colon + 1));
        } else {
            passOver();
        }
    }

    /** Of another tool, or of Valgrind's core ("core" in 3.19, "CoreError" in 3.24), whose kinds differ from version to version. */
    private void passOver() throws SuppressionFileException {
        String line;
        do {
            line = nextLine("when skipping suppression");
        } while (!line.equals("}"));
    }

    private void memcheck(String name, int line, String kind) throws SuppressionFileException {
        switch (kind) {
            case "Leak" -> leak(name, line);
            case "Free" ->
                entries.add(new Suppression(
                        name,
                        lines.file(),
                        line,
                        Set.of(ErrorKind.WRONG_FREE),
                        locations(nextLine("when reading stack trace"))));
            case "Param" -> {
                if (isLocation(nextLine("when reading stack trace"))) {
                    throw lines.malformed(EXTRA);
                }
                locations(nextLine("when reading stack trace"));
            }
            case "FishyValue" -> fishyValue(nextLine("when reading stack trace"));
            default -> {
                if (!OTHER_KINDS.contains(kind)) {
                    throw lines.malformed("unknown tool suppression type");
                }
                locations(nextLine("when reading stack trace"));
            }
        }
    }

    private void leak(String name, int nameLine) throws SuppressionFileException {
        Set<ErrorKind> kinds = ErrorKind.LEAKS;
        String line = nextLine("when reading stack trace");
        if (!isLocation(line)) {
            if (!line.startsWith(LEAK_KINDS)) {
                throw lines.malformed(EXTRA);
            }
            kinds = leakKinds(line.substring(LEAK_KINDS.length()).strip());
            line = nextLine("when reading stack trace");
        }
        entries.add(new Suppression(name, lines.file(), nameLine, kinds, locations(line)));
    }

    /** The line {@code function(argument)} may be missing. */
    private void fishyValue(String line) throws SuppressionFileException {
        if (isLocation(line)) {
            locations(line);
            return;
        }
        if (line.indexOf('(') < 0 || line.indexOf(')') < line.indexOf('(')) {
            throw lines.malformed(EXTRA);
        }
        locations(nextLine("when reading stack trace"));
    }

    private Set<ErrorKind> leakKinds(String kinds) throws SuppressionFileException {
        if (kinds.equals("all")) {
            return ErrorKind.LEAKS;
        }
        Set<ErrorKind> listed = ErrorKind.none();
        if (kinds.equals("none")) {
            return listed;
        }
        for (String kind : kinds.split(",", -1)) {
            listed.add(leakKind(kind));
        }
        return listed;
    }

    private ErrorKind leakKind(String kind) throws SuppressionFileException {
        return switch (kind) {
            case "definite" -> ErrorKind.DEFINITE_LEAK;
            case "indirect" -> ErrorKind.INDIRECT_LEAK;
            case "possible" -> ErrorKind.POSSIBLE_LEAK;
            case "reachable" -> ErrorKind.REACHABLE_BLOCK;
            default -> throw lines.malformed(EXTRA);
        };
    }

    /** @param first the line that has been read already */
    private List<Location> locations(String first) throws SuppressionFileException {
        List<Location> locations = new ArrayList<>();
        boolean tellsApart = false;
        for (String line = first; !line.equals("}"); line = nextLine("when reading stack trace")) {
            if (locations.size() == MOST_LOCATIONS) {
                throw lines.malformed("too many callers in stack trace");
            }
            Location location = location(line);
            tellsApart |= !(location instanceof Location.AnyNumber);
            locations.add(location);
        }
        if (locations.isEmpty()) {
            throw lines.malformed("missing stack trace");
        }
        if (!tellsApart) {
            throw lines.malformed("suppression must contain at least one location line which is not \"...\"");
        }
        return locations;
    }

    private static boolean isLocation(String line) {
        return line.startsWith("fun:") || line.startsWith("obj:") || line.startsWith("src:") || line.equals("...");
    }

    private Location location(String line) throws SuppressionFileException {
        if (!isLocation(line)) {
            throw lines.malformed(LOCATION);
        }
        if (line.equals("...")) {
            return new Location.AnyNumber();
        }
        String pattern = line.substring(4);
        return switch (line.charAt(0)) {
            case 'f' -> new Location.Function(Wildcards.valgrind(pattern));
            case 'o' -> new Location.Module(Wildcards.valgrind(pattern));
            default -> source(pattern);
        };
    }

    private Location source(String pattern) throws SuppressionFileException {
        int colon = pattern.indexOf(':');
        if (colon < 0) {
            return new Location.Source(Wildcards.valgrind(pattern), 0);
        }
        try {
            int line = Integer.parseUnsignedInt(pattern, colon + 1, pattern.length(), 10);
            return new Location.Source(Wildcards.valgrind(pattern.substring(0, colon)), line);
        } catch (NumberFormatException e) {
            throw lines.malformed("the line number in \"src:" + pattern + "\" is none");
        }
    }

    private String nextLine(String expecting) throws SuppressionFileException {
        String line = lines.next();
        if (line.isEmpty()) {
            throw lines.malformed("unexpected end-of-file (" + expecting + ")");
        }
        return line;
    }
}
