package tidemark.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The compiled launcher, with a shell script that speaks Java's side of the protocol. The script writes each line that it
 * hears to {@link #heard} and answers the program's end as the test wants.
 */
final class LauncherFixture {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;
    private final Path java;
    private final Path log;
    private final Path javaPid;

    LauncherFixture(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.java = folder.resolve("java");
        this.log = folder.resolve("heard");
        this.javaPid = folder.resolve("java.pid");
        Path agentSource = Files.writeString(folder.resolve("agent.c"), "int nothing;\n");
        run("gcc", "-shared", "-fPIC", "-o", agent().toString(), agentSource.toString());
        javaAnswers("exit");
    }

    /** An empty library: what is preloaded must be loadable. */
    Path agent() {
        return folder.resolve("agent.so");
    }

    void javaAnswers(String answer) throws IOException {
        javaAnswers("start " + agent(), answer);
    }

    /** Java that gives the order {@code start} and, when the program has ended or failed, {@code answer}. */
    void javaAnswers(String start, String answer) throws IOException {
        javaIs("""
                echo '%s' >&3
                while read -r line; do
                  echo "$line" >>'%s'
                  case $line in ended*|failed*) echo '%s' >&3 ;; esac
                done
                echo 'end of input' >>'%s'
                """.formatted(start, log, answer, log));
    }

    /** With signs of life, as long as the script runs. */
    void javaIs(String script) throws IOException {
        javaIsMute("(while kill -0 $$ 2>&-; do echo alive || exit; sleep 1; done) <&- >&3 2>&- 3>&- 4<&- 5<&- &\n"
                + script);
    }

    void javaIsMute(String script) throws IOException {
        Files.writeString(
                java,
                "#!/bin/sh\nrm -f \"${TIDEMARK_SESSION##*:}\"\necho $$ >'" + javaPid + ".new' && mv '" + javaPid
                        + ".new' '" + javaPid + "'\n" + script);
        if (!java.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + java + " executable");
        }
    }

    String heard() {
        return contents(log);
    }

    long javaPid() {
        await(() -> Files.exists(javaPid));
        return Long.parseLong(contents(javaPid).strip());
    }

    /** The launcher does not wait for Java after its last word. */
    void awaitJavaEnd() {
        if (Files.exists(javaPid)) {
            awaitEnd(javaPid());
        }
    }

    Path fifo() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        run("mkfifo", fifo.toString());
        return fifo;
    }

    /** The command that runs {@code arguments} (options, program, its arguments) under the launcher. */
    List<String> command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher().toString(), java.toString(), "-cp", "none", "--"));
        command.addAll(List.of(arguments));
        return command;
    }

    Launched launch(String... arguments) throws IOException, InterruptedException {
        return Launched.start(folder, command(arguments));
    }

    /** The same with a command in front that executes its arguments, such as {@code env --ignore-signal=INT}. */
    Launched launchWith(List<String> prefix, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(arguments));
        return Launched.start(folder, command);
    }

    Launched direct(String... command) throws IOException {
        return Launched.start(folder, List.of(command));
    }

    /** Compiles a program of {@code programs/launcher}. */
    String program(String name) throws IOException, InterruptedException {
        Path product = folder.resolve(name);
        run(
                "gcc",
                "-o",
                product.toString(),
                Path.of("programs/launcher", name + ".c").toString());
        return product.toString();
    }

    static void await(BooleanSupplier fact) {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The state letter of {@code /proc/PID/stat}, or {@code '-'} when there is no such process. */
    static char stateOf(long pid) {
        String stat = contents(Path.of("/proc/" + pid + "/stat"));
        return stat.isEmpty() ? '-' : stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /** An orphan may stay a zombie where the first process reaps none. */
    static void awaitEnd(long pid) {
        await(() -> "-Z".indexOf(stateOf(pid)) >= 0);
    }

    static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        run("kill", "-" + signal, Long.toString(pid));
    }

    private static final class Build {
        static final Path LAUNCHER = Path.of("target/launcher").toAbsolutePath();
        private static boolean done;

        static synchronized void once() throws IOException, InterruptedException {
            if (!done) {
                run("./build", "launcher");
                done = true;
            }
        }
    }

    static Path launcher() throws IOException, InterruptedException {
        Build.once();
        return Build.LAUNCHER;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
