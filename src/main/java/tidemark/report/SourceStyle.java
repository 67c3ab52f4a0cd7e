package tidemark.report;

import java.util.List;
import tidemark.symbolise.SourceLine;

/**
 * How places in the sources are shown.
 *
 * @param pathsAfter as Memcheck's {@code --fullpath-after}: without any, only names of files are shown; else the whole path, and of one that contains one of
 *     these texts what follows it, the first that fits
 */
public record SourceStyle(InlinedCalls inlinedCalls, SymbolOffsets symbolOffsets, List<String> pathsAfter) {
    /** Whether inlined calls are frames of their own. If not, the function around them is shown with the innermost call's line. */
    public enum InlinedCalls {
        SHOWN,
        HIDDEN
    }

    /** Whether a function's name is followed by how far behind its start the frame lies. */
    public enum SymbolOffsets {
        SHOWN,
        HIDDEN
    }

    /** Unless the user says otherwise. */
    public static final SourceStyle STANDARD = new SourceStyle(InlinedCalls.SHOWN, SymbolOffsets.HIDDEN, List.of());

    public SourceStyle {
        pathsAfter = List.copyOf(pathsAfter);
    }

    String text(SourceLine line) {
        return (pathsAfter.isEmpty() ? line.fileName() : path(line.path())) + ":" + line.line();
    }

    private String path(String path) {
        for (String start : pathsAfter) {
            int found = path.indexOf(start);
            if (found >= 0) {
                return path.substring(found + start.length());
            }
        }
        return path;
    }
}
