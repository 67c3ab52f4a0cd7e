package tidemark.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.capture.Capture;
import tidemark.ledger.Answer;
import tidemark.ledger.Message;
import tidemark.process.ProcessException;
import tidemark.process.ProcessStatus;
import tidemark.process.SessionEvents;
import tidemark.process.SessionName;
import tidemark.report.ReportStyle;
import tidemark.suppression.SuppressionFileException;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.debugfile.Progress;

/**
 * A run from the command line to the exit code. Java's standard input and descriptor 3 lead to the launcher, which starts the program and
 * exits as it is told; ARCHITECTURE.md has the protocol.
 */
public final class Main {
    private static final String TO_LAUNCHER = "/dev/fd/3";
    private static final String AGENT_PROPERTY = "tidemark.agent";

    private Main() {}

    /** Every way out ends with an order to the launcher: one that gets none knows that Java failed. */
    public static void main(String[] arguments) throws IOException {
        Launcher launcher = new Launcher(new FileOutputStream(TO_LAUNCHER));
        Pulse pulse = new Pulse(launcher::alive, ProcessStatus::selfProcessorNanos);
        pulse.start();
        Optional<Integer> exitCode;
        try {
            exitCode = obey(OptionParser.parse(arguments, System.getenv()), launcher, pulse);
        } catch (UsageException e) {
            exitCode = failed(e.exitCode(), String.valueOf(e.getMessage()));
        } catch (ProcessException | IOException e) {
            exitCode = failed(UsageException.NOT_OBSERVABLE, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            // Also when no thread can be created. Without an order the launcher says what that means for the program.
            System.err.println("tidemark: its Java session cannot go on: " + e.getMessage());
            Runtime.getRuntime().halt(1);
            throw e;
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts the session's thread", e);
        }
        SessionName.inherited().removeFile();
        exit(launcher, exitCode);
        // Not exit: there is no shutdown hook to run, and exit first looks for a logger to tell of it.
        Runtime.getRuntime().halt(exitCode.orElse(0));
    }

    private static void exit(Launcher launcher, Optional<Integer> exitCode) {
        if (exitCode.isPresent()) {
            launcher.exit(exitCode.get());
        } else {
            launcher.exitAsTheTarget();
        }
    }

    /** Reports what the target started and what still runs, in the background. Who reads our standard output must not wait for it. */
    private static void outlast(Session session, SessionEvents events, Checks checks, Options options)
            throws ProcessException, InterruptedException {
        if (!session.observesMore()) {
            return;
        }
        System.out.close();
        if (options.logFile().isPresent()) {
            System.err.close();
        }
        while (session.observesMore()) {
            session.take(events.next());
        }
        session.tellCommon();
        checks.await();
    }

    /** How the launcher is to exit; empty: as the target did. */
    private static Optional<Integer> obey(Invocation invocation, Launcher launcher, Pulse pulse)
            throws UsageException, ProcessException, IOException, InterruptedException {
        // No switch over the types: the JVM would generate a class for it before the program can start.
        if (invocation instanceof Invocation.Run run) {
            return run(run.options(), launcher, pulse);
        }
        System.out.write(((Invocation.Show) invocation).text().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        return Optional.of(0);
    }

    private static Optional<Integer> failed(int exitCode, String message) {
        System.err.println("tidemark: " + message);
        return Optional.of(exitCode);
    }

    private static Optional<Integer> run(Options options, Launcher launcher, Pulse pulse)
            throws UsageException, ProcessException, IOException, InterruptedException {
        ProgramCheck.check(options.command().getFirst(), Optional.ofNullable(System.getenv("PATH")));
        Path agent = agent();
        Suppressions suppressions = suppressions(options);
        Output output = Output.to(options.logFile(), options.following().reports());
        if (options.errorExitCode() != 0) {
            launcher.unchecked(UsageException.NOT_OBSERVABLE);
        }
        launcher.start(agent.toString(), assignments(options));
        // From here on the program runs; its agent's messages wait in the socket until Java is ready for them.
        Progress progress = options.style().detail() == ReportStyle.Detail.QUIET
                ? Progress.silent()
                : TerminalProgress.onStandardError();
        Checks checks = new Checks(
                options.heuristics(),
                new KnownLibraryCalls(options.toldApart()),
                options.style(),
                suppressions,
                options.naming().symboliser(System.getenv(), progress),
                options.following().reports(),
                output,
                terminal(options));
        checks.rehearse(agent);
        SessionName name = SessionName.inherited();
        try (SessionEvents events = SessionEvents.inherited(name, payload -> Message.hasKey(payload, name.key()))) {
            pulse.comforts(() -> events.comfort(Answer.WORKING.number()));
            Session session = new Session(
                    options,
                    events::watch,
                    (process, request, memory) -> {
                        pulse.captureBegins();
                        try {
                            return Capture.take(process.ledger(), request, process::openedFile, memory);
                        } finally {
                            pulse.captureEnds();
                        }
                    },
                    output,
                    checks);
            while (!session.over()) {
                session.take(events.next());
            }
            Optional<Integer> exitCode = session.exitCode();
            if (!session.observesMore()) {
                name.removeFile();
            }
            exit(launcher, exitCode);
            outlast(session, events, checks, options);
            return exitCode;
        }
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

    private static Suppressions suppressions(Options options) throws UsageException {
        try {
            return Suppressions.read(options.suppressionFiles(), DescriptorPath::of);
        } catch (SuppressionFileException e) {
            throw new UsageException(UsageException.BAD_OPTIONS, String.valueOf(e.getMessage()));
        }
    }

    /** What goes to a file is not asked about. */
    private static Optional<Terminal> terminal(Options options) {
        return options.logFile().isPresent() ? Optional.empty() : Terminal.ofStandardError();
    }

    private static List<String> assignments(Options options) {
        List<String> assignments = new ArrayList<>();
        if (options.modules() == Options.Modules.KEPT) {
            assignments.add("TIDEMARK_KEEP_MODULES=1");
        }
        assignments.addAll(options.following().assignments());
        assignments.addAll(options.heap().assignments());
        return assignments;
    }
}
