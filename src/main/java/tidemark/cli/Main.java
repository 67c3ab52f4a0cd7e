package tidemark.cli;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tidemark.capture.Capture;
import tidemark.process.ProcessException;
import tidemark.process.SessionEvents;

/**
 * A run from the command line to the exit code. Java's standard input and descriptor 3 lead to the launcher, which starts the program and
 * exits as it is told; ARCHITECTURE.md has the protocol.
 */
public final class Main {
    private static final String TO_LAUNCHER = "/dev/fd/3";
    private static final String AGENT_PROPERTY = "tidemark.agent";
    private static final String SOCKET_PREFIX = "tidemark-";
    private static final int SESSION_BYTES = 16;

    private Main() {}

    public static void main(String[] arguments) {
        try {
            Invocation invocation = OptionParser.parse(arguments, System.getenv());
            // No switch over the types: the JVM would generate a class for it before the program can start.
            if (invocation instanceof Invocation.Run run) {
                run(run.options());
            } else if (invocation instanceof Invocation.Show show) {
                show(show.text());
            }
        } catch (UsageException e) {
            fail(e.exitCode(), String.valueOf(e.getMessage()));
        } catch (ProcessException | IOException e) {
            fail(UsageException.NOT_OBSERVABLE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts the session's thread", e);
        }
    }

    private static void show(String text) throws IOException {
        System.out.write(text.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    private static void fail(int exitCode, String message) {
        System.err.println("tidemark: " + message);
        System.exit(exitCode);
    }

    private static void run(Options options)
            throws UsageException, ProcessException, IOException, InterruptedException {
        ProgramCheck.check(options.command().getFirst(), Optional.ofNullable(System.getenv("PATH")));
        Path agent = agent();
        Output output = Output.to(options.logFile());
        String name = sessionName();
        Optional<Integer> exitCode;
        Launcher launcher = new Launcher(new FileOutputStream(TO_LAUNCHER));
        try (SessionEvents events = SessionEvents.listen(SOCKET_PREFIX + name)) {
            launcher.start(name, agent.toString(), assignments(options));
            // From here on the program runs.
            Checks checks = new Checks(options.style(), output);
            checks.rehearse(agent);
            Session session = new Session(
                    options,
                    events::watch,
                    (process, hold, memory) -> Capture.take(process.ledger(), hold, process::openedFile, memory),
                    output,
                    checks);
            while (!session.over()) {
                session.take(events.next());
            }
            exitCode = session.exitCode();
        }
        if (exitCode.isPresent()) {
            launcher.exit(exitCode.get());
        } else {
            launcher.exitAsTheTarget();
        }
        System.exit(exitCode.orElse(0));
    }

    private static Path agent() throws UsageException {
        String property = System.getProperty(AGENT_PROPERTY, "");
        Path agent = Path.of(property).toAbsolutePath();
        if (property.isEmpty() || !Files.isReadable(agent)) {
            throw new UsageException(
                    UsageException.NOT_OBSERVABLE,
                    "its agent library cannot be read: '" + property + "'; ./build makes it");
        }
        return agent;
    }

    private static List<String> assignments(Options options) {
        return options.modules() == Options.Modules.KEPT ? List.of("TIDEMARK_KEEP_MODULES=1") : List.of();
    }

    /** Nobody can guess it and take the socket's place. Read from the kernel: SecureRandom takes longer to start. */
    private static String sessionName() throws IOException {
        try (FileInputStream random = new FileInputStream("/dev/urandom")) {
            return HexFormat.of().formatHex(random.readNBytes(SESSION_BYTES));
        }
    }
}
