package tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code bench/measure.c} wrote.
 *
 * @param ending {@link Sample#OK} for exit code 0, otherwise how the program ended
 */
record Measurement(String ending, Map<Quantity, Long> quantities) {
    private static final Pattern LINE = Pattern.compile("([a-z_]+) (\\d+)");
    private static final Pattern REFERENCES = Pattern.compile("I +refs: +([\\d,]+)");

    /**
     * @param text a name and a number a line
     * @throws BenchException if it is something else or the program's end is missing
     */
    static Measurement parse(String text) throws BenchException {
        Map<String, Long> values = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new BenchException("no measurement: " + line);
            }
            values.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        Long status = values.get("status");
        if (status == null) {
            throw new BenchException("a measurement without a status: " + text);
        }
        Map<Quantity, Long> quantities = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            Long value = values.get(quantity.word());
            if (value != null) {
                quantities.put(quantity, value);
            }
        }
        return new Measurement(ending(status, values.containsKey("given_up")), quantities);
    }

    /** A wait status: the signal in the lowest seven bits, or the exit code in the next eight. */
    private static String ending(long status, boolean givenUp) {
        if (givenUp) {
            return "took too long";
        }
        if ((status & 0x7f) != 0) {
            return "fails: signal " + (status & 0x7f);
        }
        return status == 0 ? Sample.OK : "fails: exit code " + (status >> 8 & 0xff);
    }

    /** The sum of what Cachegrind's logs say, one for each process. What a process did before it became another program is not there. */
    static long instructions(Path logs) throws IOException {
        long sum = 0;
        String prefix = logs.getFileName() + ".";
        try (Stream<Path> files = Files.list(logs.getParent())) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList()) {
                sum += instructions(Files.readString(file));
            }
        }
        return sum;
    }

    static long instructions(String log) {
        return REFERENCES
                .matcher(log)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1).replace(",", "")))
                .sum();
    }

    /** Of a number a line. */
    static long[] numbers(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.stream().mapToLong(Long::parseLong).toArray();
    }
}
