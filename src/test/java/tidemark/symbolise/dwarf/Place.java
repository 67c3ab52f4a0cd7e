package tidemark.symbolise.dwarf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One frame, as the tools of this kind all tell it.
 *
 * @param function as the linker or the compiler spells it; {@code ??} if it is not told
 * @param file without its folder, since tools differ in how they join paths; {@code ??} if there is no line: some tools
 *     then tell the file that a symbol table names
 */
record Place(String function, String file, int line) {
    static final String UNKNOWN = "??";

    private static final Pattern POSITION = Pattern.compile("(.*?):(\\d+|\\?)(?::\\d+)?(?: \\(discriminator \\d+\\))?");

    /** @param position {@code folder/file:line}, perhaps with a column */
    static Place of(String function, String position) {
        Matcher matcher = POSITION.matcher(position);
        if (!matcher.matches()) {
            throw new AssertionError("no position: " + position);
        }
        String path = matcher.group(1);
        int line = matcher.group(2).equals("?") ? 0 : Integer.parseInt(matcher.group(2));
        return new Place(function, line == 0 ? UNKNOWN : path.substring(path.lastIndexOf('/') + 1), line);
    }

    static Place of(SourceFrame frame) {
        return of(frame.function().orElse(UNKNOWN), frame.file().orElse(UNKNOWN) + ":" + frame.line());
    }

    boolean samePosition(Place other) {
        return file.equals(other.file) && line == other.line;
    }

    boolean hasLine() {
        return line > 0;
    }
}
