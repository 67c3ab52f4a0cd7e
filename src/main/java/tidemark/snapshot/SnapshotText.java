package tidemark.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A snapshot as text that can be read, written by hand and compared line by line. Parsing what was written and writing it again
 * gives the same text.
 *
 * <p>A line is a word that says what it is, and its values; {@code #} starts a comment. Numbers are decimal or hexadecimal (0x),
 * texts are in quotation marks, with {@code \"}, {@code \\} and {@code \}{@code uXXXX} inside. What is in brackets may be missing, as may
 * every line.
 *
 * <pre>
 * process PID parent PID command "ARGUMENT" ...
 * heap allocations N frees N bytes N
 * gap "SENTENCE"
 * file NUMBER "PATH" [build-id "HEX"] [opened "PATH"] [size BYTES modified NANOSECONDS]
 * module NUMBER file NUMBER load ADDRESS start ADDRESS end ADDRESS loaded TIME [unloaded TIME] [stayed]
 * path NUMBER module NUMBER RETURN-OFFSET [undescribed] caller NUMBER
 * path NUMBER address RETURN-ADDRESS caller NUMBER
 * path NUMBER ignored caller NUMBER
 * block ADDRESS SIZE [path NUMBER]
 * note BLOCK-ADDRESS module NUMBER WORD-OFFSET
 * note BLOCK-ADDRESS thread TID module NUMBER RETURN-OFFSET
 * note BLOCK-ADDRESS thread TID address RETURN-ADDRESS
 * root module-data|stack|tls|mapping|region START END ["LABEL"]
 * wrong-free SORT ADDRESS path NUMBER [block ADDRESS SIZE path NUMBER] [freed NUMBER] [module NUMBER OFFSET] thread NUMBER times N
 * register TID "NAME" VALUE
 * thread TID FUNCTION-ADDRESS
 * code START END
 * memory START END
 * word ADDRESS VALUE
 * </pre>
 *
 * <p>Files and modules are numbered from 0, paths from {@link CallPaths#FIRST}; a caller is an earlier path or one of complete,
 * unrecorded, cut and unrecorded-ignored; code that is undescribed has no unwind information. Blocks stand by rising address, notes in the order of what they tell of. The words of a part of memory follow its line; the others are 0.
 * The text is for tests and bug reports: what it says about memory may be at most {@link #MOST_MEMORY_BYTES} together.
 */
public final class SnapshotText {
    static final long MOST_MEMORY_BYTES = 1L << 30;
    static final String[] WALK_ENDINGS = {"complete", "unrecorded", "cut", "unrecorded-ignored"};

    private SnapshotText() {}

    public static void write(Snapshot snapshot, Appendable text) throws IOException {
        new SnapshotWriter(text).write(snapshot);
    }

    public static String write(Snapshot snapshot) {
        StringBuilder text = new StringBuilder();
        try {
            write(snapshot, text);
        } catch (IOException e) {
            throw new UncheckedIOException("A StringBuilder does no input or output", e);
        }
        return text.toString();
    }

    /** @throws MalformedSnapshotException naming the line, what is wrong with it and what would be right */
    public static Snapshot parse(String text) throws MalformedSnapshotException {
        return new SnapshotParser().parse(text);
    }

    static String keyword(WrongFree.Sort sort) {
        return switch (sort) {
            case MISMATCHED -> "mismatched";
            case SECOND -> "second";
            case INSIDE -> "inside";
            case ON_STACK -> "stack";
            case IN_MODULE -> "module";
            case NOWHERE -> "nowhere";
        };
    }

    static String keyword(Root.Kind kind) {
        return switch (kind) {
            case MODULE_DATA -> "module-data";
            case STACK -> "stack";
            case TLS -> "tls";
            case MAPPING -> "mapping";
            case REGION -> "region";
        };
    }
}
