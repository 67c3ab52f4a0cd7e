package tidemark.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs that the sources call: tests in Java by the words of a command that stand in the source, test programs in C by exec and its like, and the
 * scripts. What is put together from variables is not seen.
 */
final class CalledPrograms {
    /** A string in Java or C, as it stands in the source. */
    private static final String STRING = "\"((?:[^\"\\\\\n]|\\\\.)*)\"";
    /** Begins a command, whose program follows. */
    private static final List<Pattern> COMMANDS = Stream.of(
                    "(?:\\bProcessBuilder|\\bCommand\\.run|\\bfirstLine|\\bRun\\.of\\(\\s*List\\.of|\\bcommand\\.addAll\\(List\\.of)\\(\\s*"
                            + STRING,
                    "\\brunWithInput\\([^;]*?,\\s*" + STRING + "\\s*[,)]",
                    "\\bList\\.of\\(\\s*" + STRING + ",\\s*\"-",
                    "\"[^\"\n]*, ([\\w-]+) -[a-z]+\"",
                    "\\b(?:execl[pe]?|execvp?e?|system|popen)\\(\\s*" + STRING)
            .map(Pattern::compile)
            .toList();
    /** A program and an option in one string. */
    private static final Pattern COMMAND_LINE =
            Pattern.compile("\"([\\w/][\\w./+-]* --?[A-Za-z](?:[^\"\\\\\n]|\\\\.)*)\"");
    /** A program by its place. */
    private static final Pattern PATH = Pattern.compile("\"/(?:usr/)?s?bin/([\\w.+-]+)");

    private static final Pattern SHELL = Pattern.compile("\"(?:ba)?sh\",\\s*\"-c\",\\s*" + STRING);

    /** Not an option, not a path that is relative. */
    private static final Pattern PROGRAM = Pattern.compile("/?\\w[\\w.+/-]*");

    private CalledPrograms() {}

    /** By program: the files that call it. */
    static Map<String, Set<Path>> inSources() {
        Map<String, Set<Path>> callers = new TreeMap<>();
        for (Path file : files()) {
            for (String program : in(file)) {
                callers.computeIfAbsent(program, _ -> new TreeSet<>()).add(file);
            }
        }
        return callers;
    }

    /** All sources in which programs are looked for. */
    static String text() {
        StringBuilder text = new StringBuilder();
        for (Path file : files()) {
            try {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    private static List<Path> files() {
        try (Stream<Path> java = Files.walk(Path.of("src", "test"));
                Stream<Path> programs = Files.walk(Path.of("programs"));
                Stream<Path> bench = Files.walk(Path.of("bench"));
                Stream<Path> ci = Files.walk(Path.of(".ci"))) {
            return Stream.of(java, programs, bench, ci, Stream.of(Path.of("build"), Path.of("tidemark")))
                    .flatMap(paths -> paths)
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("tidemark/packages/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> in(Path file) {
        String name = file.toString();
        try {
            if (name.endsWith(".java") || name.endsWith(".c") || name.endsWith(".cc")) {
                return inStrings(Files.readString(file));
            }
            byte[] bytes = Files.readAllBytes(file);
            boolean script = bytes.length > 2 && bytes[0] == '#' && bytes[1] == '!';
            return script ? ShellCommands.of(Files.readString(file)) : Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a source in Java or C. */
    static Set<String> inStrings(String source) {
        Set<String> programs = new TreeSet<>();
        for (Pattern command : COMMANDS) {
            add(command.matcher(source), programs);
        }
        add(PATH.matcher(source), programs);
        for (Pattern line : List.of(COMMAND_LINE, SHELL)) {
            Matcher shell = line.matcher(source);
            while (shell.find()) {
                programs.addAll(ShellCommands.of(shell.group(1).translateEscapes()));
            }
        }
        return programs;
    }

    private static void add(Matcher matcher, Set<String> programs) {
        while (matcher.find()) {
            String program = matcher.group(1).split(" ", 2)[0];
            if (PROGRAM.matcher(program).matches()) {
                programs.add(program.substring(program.lastIndexOf('/') + 1));
            }
        }
    }
}
