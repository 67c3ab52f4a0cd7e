package tidemark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads /proc/PID/maps (proc(5)), by hand: a regular expression takes milliseconds for some hundred lines in a cold JVM. A line is
 * {@code START-END rwxs OFFSET DEVICE INODE NAME}, with blanks before the name.
 */
public final class Mappings {
    private static final String FLAGS = "rwxs";
    private static final int HEXADECIMAL = 16;
    private static final int DECIMAL = 10;

    private final String text;
    private int at;

    private Mappings(String text) {
        this.text = text;
    }

    /** By rising address. The one mapping above user space, [vsyscall], is left out. */
    public static List<Mapping> of(int pid) throws ProcessException {
        Path maps = Path.of("/proc", Integer.toString(pid), "maps");
        try {
            return parse(new String(Files.readAllBytes(maps), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProcessException(
                    "Cannot read " + maps + ": process " + pid
                            + " has ended, belongs to another user, or forbids it (PR_SET_DUMPABLE)",
                    e);
        }
    }

    static List<Mapping> parse(String text) throws ProcessException {
        List<Mapping> mappings = new ArrayList<>();
        Mappings lines = new Mappings(text);
        while (lines.at < text.length()) {
            if (text.charAt(lines.at) == '\n') {
                lines.at++;
                continue;
            }
            Mapping mapping = lines.line();
            if (mapping.start() >= 0) {
                mappings.add(mapping);
            }
        }
        return mappings;
    }

    private Mapping line() throws ProcessException {
        int begin = at;
        int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        try {
            long start = number(HEXADECIMAL, '-');
            long behind = number(HEXADECIMAL, ' ');
            int flags = at;
            boolean shared = flags(flags);
            at += FLAGS.length() + 1;
            long fileOffset = number(HEXADECIMAL, ' ');
            at = text.indexOf(' ', at) + 1;
            int inodeAt = at;
            while (at < end && text.charAt(at) != ' ') {
                at++;
            }
            long inode = Long.parseUnsignedLong(text, inodeAt, at, DECIMAL);
            String name = name(end);
            at = end;
            return new Mapping(
                    start,
                    behind,
                    text.charAt(flags) == 'r',
                    text.charAt(flags + 1) == 'w',
                    text.charAt(flags + 2) == 'x',
                    shared,
                    fileOffset,
                    inode,
                    name);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ProcessException(
                    "Unknown line in /proc/PID/maps: \"" + text.substring(begin, end) + "\"; please report this kernel",
                    e);
        }
    }

    /** The number up to the next {@code behind}, which is passed over. */
    private long number(int radix, char behind) {
        int end = text.indexOf(behind, at);
        long number = Long.parseUnsignedLong(text, at, end, radix);
        at = end + 1;
        return number;
    }

    /** Whether the mapping is shared; the fourth flag is p otherwise. */
    private boolean flags(int from) {
        for (int i = 0; i < FLAGS.length(); i++) {
            char flag = text.charAt(from + i);
            if (flag != FLAGS.charAt(i) && flag != (i == FLAGS.length() - 1 ? 'p' : '-')) {
                throw new IllegalArgumentException("flag " + flag);
            }
        }
        if (text.charAt(from + FLAGS.length()) != ' ') {
            throw new IllegalArgumentException("more than four flags");
        }
        return text.charAt(from + FLAGS.length() - 1) == 's';
    }

    /** It may contain blanks, even at its end; the kernel writes a newline in it as \012. */
    private String name(int end) {
        int from = at;
        while (from < end && text.charAt(from) == ' ') {
            from++;
        }
        String name = text.substring(from, end);
        return name.indexOf('\\') < 0 ? name : name.replace("\\012", "\n");
    }
}
