package tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where and when: what has to be known of a run besides its numbers. */
final class Machine {
    /** The load average of the last minute, a number. */
    static final String LOAD = "load before the run";

    private Machine() {}

    static Map<String, String> facts(Folders folders) throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "date",
                OffsetDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'")));
        facts.put("commit", commit(folders.home()));
        facts.put("processor", field(Path.of("/proc/cpuinfo"), "model name") + ", " + processors() + " of them");
        facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("virtual machine", virtualMachine());
        facts.put(
                "kernel",
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put("distribution", distribution());
        facts.put(
                "load before the run",
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        version(facts, "glibc", "ldd", "--version");
        version(facts, "PHP", "php", "--version");
        version(facts, "Python", "/usr/bin/python3", "--version");
        version(facts, "SQLite", "sqlite3", "--version");
        version(facts, "Lua", "lua5.4", "-v");
        version(facts, "g++", "g++", "--version");
        version(facts, "git", "git", "--version");
        facts.put("Java", System.getProperty("java.vendor.version", "") + " " + Runtime.version());
        return facts;
    }

    private static void version(Map<String, String> facts, String name, String... command)
            throws IOException, InterruptedException {
        facts.put(name, Command.firstLine(command).orElse("missing"));
    }

    private static String commit(Path home) throws IOException, InterruptedException {
        String git = "git -C \"$0\" ";
        String commit = Command.firstLine("sh", "-c", git + "rev-parse --short=10 HEAD", home.toString())
                .orElse("not known");
        String untouched = git + "diff --quiet HEAD -- agent launcher src/main && echo yes";
        boolean changed =
                Command.firstLine("sh", "-c", untouched, home.toString()).isEmpty();
        return changed ? commit + " with changes" : commit;
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String virtualMachine() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo")).contains(" hypervisor") ? "yes" : "no";
    }

    private static String distribution() throws IOException {
        String name = field(Path.of("/etc/os-release"), "PRETTY_NAME");
        return name.replace("\"", "");
    }

    /** The value of the first line that begins with the name, or "not known". */
    private static String field(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return "not known";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceFirst("^\\s*[:=]\\s*", ""))
                .findFirst()
                .orElse("not known");
    }
}
