package tidemark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads /proc/PID/maps (proc(5)). */
public final class Mappings {
    // A name may contain blanks, even at its start and end; the kernel writes a newline in it as \012.
    private static final Pattern LINE = Pattern.compile(
            "([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-])([w-])([x-])([sp]) ([0-9a-f]{1,16}) \\S+ (\\d{1,19}) *(.*)",
            Pattern.DOTALL);

    private Mappings() {}

    /** By rising address. The one mapping above user space, [vsyscall], is left out. */
    public static List<Mapping> of(int pid) throws ProcessException {
        Path maps = Path.of("/proc", Integer.toString(pid), "maps");
        try {
            return parse(new String(Files.readAllBytes(maps), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProcessException(
                    "Cannot read " + maps + ": process " + pid + " has ended or belongs to another user", e);
        }
    }

    static List<Mapping> parse(String text) throws ProcessException {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                Mapping mapping = parseLine(line);
                if (mapping.start() >= 0) {
                    mappings.add(mapping);
                }
            }
        }
        return mappings;
    }

    private static Mapping parseLine(String line) throws ProcessException {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new ProcessException("Unknown line in /proc/PID/maps: \"" + line + "\"; please report this kernel");
        }
        return new Mapping(
                Long.parseUnsignedLong(fields.group(1), 16),
                Long.parseUnsignedLong(fields.group(2), 16),
                fields.group(3).equals("r"),
                fields.group(4).equals("w"),
                fields.group(5).equals("x"),
                fields.group(6).equals("s"),
                Long.parseUnsignedLong(fields.group(7), 16),
                Long.parseUnsignedLong(fields.group(8)),
                fields.group(9).replace("\\012", "\n"));
    }
}
