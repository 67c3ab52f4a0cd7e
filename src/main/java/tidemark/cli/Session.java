package tidemark.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidemark.capture.CaptureException;
import tidemark.capture.CaptureRequest;
import tidemark.capture.Captured;
import tidemark.ledger.Answer;
import tidemark.ledger.HoldReason;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.ledger.RefusalReason;
import tidemark.process.Event;
import tidemark.process.ProcessException;
import tidemark.process.ProcessStatus;
import tidemark.process.ReceivedDescriptor;
import tidemark.process.Reply;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;

/**
 * What happens from the start of the target to the end of the session, told by events. Every process that says hello is observed until
 * it is held at its end or ends without; a process that is held goes on as soon as it has been captured.
 */
final class Session {
    /** Begins to tell a process's end as an event. */
    @FunctionalInterface
    interface Watch {
        void process(int pid) throws ProcessException;
    }

    /** Stops a process and returns all that its check needs. */
    @FunctionalInterface
    interface Capturing {
        Captured take(ObservedProcess process, CaptureRequest request, Arena memory) throws CaptureException;
    }

    private final Options options;
    private final Watch watch;
    private final Output output;
    private final Checks checks;
    private final RunningChecks runningChecks;
    private final LastChecks lastChecks;
    private final OpenFiles openFiles = new OpenFiles();
    private final Map<Integer, ObservedProcess> running = new HashMap<>();
    private final Set<Integer> observedPids = new HashSet<>();
    private Optional<Path> targetExecutable = Optional.empty();
    private int targetPid;
    private @Nullable WaitStatus targetStatus;
    private boolean targetEnded;
    private boolean launcherGone;
    private final Set<Integer> refusedPids = new HashSet<>();
    private int startError;
    private int notChecked;

    Session(Options options, Watch watch, Capturing capturing, Output output, Checks checks) {
        this.options = options;
        this.watch = watch;
        this.output = output;
        this.checks = checks;
        runningChecks = new RunningChecks(options, capturing, output, checks);
        lastChecks = new LastChecks(options, capturing, output, checks);
    }

    /** Whether the target has ended, or could not be started. */
    boolean over() {
        return startError != 0 || targetStatus != null || (launcherGone && (targetEnded || targetPid == 0));
    }

    void take(Event event) throws ProcessException {
        // No switch over the types, here and below: the JVM would generate a class for it in every run.
        if (event instanceof Event.AgentMessage message) {
            agentSays(message);
        } else if (event instanceof Event.LauncherLine line) {
            launcherSays(line.text());
        } else if (event instanceof Event.ProcessEnded ended) {
            processEnded(ended.pid());
        } else if (event instanceof Event.LauncherGone) {
            launcherGone();
        }
    }

    // ---- The launcher ----

    private void launcherSays(String line) throws ProcessException {
        int blank = line.indexOf(' ');
        int number = Integer.parseInt(line.substring(blank + 1));
        switch (line.substring(0, Math.max(blank, 0))) {
            case "started" -> {
                targetPid = number;
                watch.process(number);
            }
            case "failed" -> startError = number;
            case "ended" -> {
                targetStatus = new WaitStatus(number);
                processEnded(targetPid);
            }
            default -> throw new AssertionError("The launcher says: " + line);
        }
    }

    // ---- Agents ----

    private void agentSays(Event.AgentMessage message) throws ProcessException {
        Reply reply = message.reply();
        try {
            Message decoded = Message.decode(message.payload());
            int pid = message.peerPid() > 0 ? message.peerPid() : decoded.pid();
            if (decoded instanceof Message.Hold hold) {
                hold(pid, hold, reply);
            } else if (decoded instanceof Message.Check check
                    && message.descriptor().isPresent()) {
                Optional<ObservedProcess> process = Optional.ofNullable(running.get(check.pid()));
                runningChecks.fromOutside(process, check, message.descriptor().get(), reply);
            } else {
                obey(decoded, pid, message.descriptor());
                Answer.DONE.lastWord(reply);
            }
        } catch (LedgerException e) {
            message.descriptor().ifPresent(ReceivedDescriptor::close);
            reply.close();
            notChecked++;
            tell(
                    message.peerPid(),
                    "tidemark: process " + message.peerPid() + " cannot be observed: " + e.getMessage());
        }
    }

    private void obey(Message message, int pid, Optional<ReceivedDescriptor> descriptor)
            throws ProcessException, LedgerException {
        if (message instanceof Message.Refusal refusal) {
            refused(pid, refusal.reason());
        } else if (descriptor.isEmpty()) {
            tell(pid, "tidemark: process " + pid + " could not hand over a file: it is out of descriptors");
        } else if (message instanceof Message.File file) {
            file(pid, file.file(), descriptor.get());
        } else {
            hello(pid, descriptor.get());
        }
    }

    private void hello(int pid, ReceivedDescriptor descriptor) throws ProcessException, LedgerException {
        try (descriptor) {
            if (targetPid == 0) {
                // The launcher's word of the start can come later than the target's own, but no child's can come
                // earlier.
                targetPid = pid;
            }
            ended(pid, Unheld.Ending.EXEC);
            ProcessStatus status = status(pid);
            if (!wanted(pid, status)) {
                return;
            }
            output.open(pid);
            running.put(pid, new ObservedProcess(status, Ledger.open(descriptor.path())));
            observedPids.add(pid);
            watch.process(pid);
        }
    }

    /**
     * What is known of a process that may have ended, or become another program, since it said hello. The target's first command is
     * known anyway.
     */
    private ProcessStatus status(int pid) {
        List<String> known = pid == targetPid && observedPids.isEmpty() ? options.command() : List.of();
        try {
            ProcessStatus now = ProcessStatus.of(pid);
            List<String> command = known.isEmpty() ? now.command() : known;
            return new ProcessStatus(pid, now.parentPid(), now.startBrk(), command, now.executable());
        } catch (ProcessException _) {
            return new ProcessStatus(pid, 0, 0, known, Optional.empty());
        }
    }

    /**
     * Without the target's children only processes that run the target's program are reported, as Memcheck does: the target, and those
     * that it forks and that do not become something else.
     */
    private boolean wanted(int pid, ProcessStatus status) {
        if (targetExecutable.isEmpty() && pid == targetPid) {
            targetExecutable = status.executable();
        }
        return options.children() == Options.Children.REPORTED
                || status.executable().equals(targetExecutable);
    }

    /** A forked child may be refused what its parent had. */
    private void refused(int pid, RefusalReason reason) {
        notChecked++;
        refusedPids.add(pid);
        tell(pid, "tidemark: process " + pid + " is not observed: " + reason.sentence());
    }

    private void file(int pid, int file, ReceivedDescriptor descriptor) throws LedgerException {
        ObservedProcess process = running.get(pid);
        if (process == null) {
            descriptor.close();
        } else {
            process.opened(file, openFiles.keep(descriptor.path(), descriptor::close));
        }
    }

    private void hold(int pid, Message.Hold hold, Reply reply) {
        ObservedProcess process = running.get(pid);
        if (process == null || process.held()) {
            Answer.DONE.lastWord(reply);
        } else if (hold.reason() == HoldReason.RECOVERABLE_CHECK) {
            runningChecks.byProgram(process, hold, this::heading, reply);
        } else {
            process.setHeld();
            if (!lastChecks.take(process, hold, heading(process), process.pid() == targetPid, reply)) {
                notChecked++;
            }
        }
    }

    // ---- Ends ----

    /** How the target ended, the launcher will say. */
    private void processEnded(int pid) {
        targetEnded |= pid == targetPid;
        if (pid != targetPid || targetStatus != null || launcherGone) {
            ended(pid, Unheld.Ending.GONE);
        }
    }

    private Optional<WaitStatus> statusOf(int pid) {
        return pid == targetPid ? Optional.ofNullable(targetStatus) : Optional.empty();
    }

    private void launcherGone() {
        launcherGone = true;
        if (targetEnded) {
            ended(targetPid, Unheld.Ending.GONE);
        }
    }

    private void ended(int pid, Unheld.Ending ending) {
        ObservedProcess process = running.remove(pid);
        if (process == null) {
            return;
        }
        if (!process.held() && told(pid, ending)) {
            unheld(process, Unheld.reason(process, ending, statusOf(pid)));
        }
        process.ledger().close();
    }

    /** A shell's forked children become other programs all the time, and a pipeline's are killed by SIGPIPE. */
    private boolean told(int pid, Unheld.Ending ending) {
        return switch (options.style().detail()) {
            case VERBOSE -> true;
            case NORMAL -> ending == Unheld.Ending.GONE;
            case QUIET -> ending == Unheld.Ending.GONE && pid == targetPid;
        };
    }

    private void unheld(ObservedProcess process, String why) {
        try {
            checks.addUnheld(Unheld.snapshot(process), heading(process), why);
            notChecked++;
        } catch (LedgerException e) {
            notChecked(process, why + "; what was live then is not known: " + e.getMessage());
        }
    }

    private void notChecked(ObservedProcess process, String why) {
        notChecked++;
        PrefixedLines lines = new PrefixedLines(process.pid());
        lines.line("NOT CHECKED: " + why);
        output.write(process.pid(), heading(process) + lines.text());
    }

    /** Above the first that is told of a process. */
    private String heading(ObservedProcess process) {
        PrefixedLines lines = new PrefixedLines(process.pid());
        if (options.style().detail() == ReportStyle.Detail.QUIET || !process.introduce()) {
            return "";
        }
        lines.title(process.command().isEmpty() ? List.of("(not known)") : process.command());
        boolean verbose = options.style().detail() == ReportStyle.Detail.VERBOSE;
        if ((verbose || output.isLogFile()) && process.parentPid() != 0) {
            lines.line("Parent PID: " + process.parentPid());
        }
        if (process.header().map(LedgerHeader::forked).orElse(false)) {
            lines.line("A forked child: the blocks that it inherited are its parent's and are not counted here.");
        }
        if (verbose && process.pid() == targetPid) {
            for (String option : options.withoutEffect()) {
                lines.line("Option without effect: " + option);
            }
        }
        lines.blank();
        return lines.text();
    }

    private void tell(int pid, String line) {
        output.write(pid, line + "\n");
    }

    // ---- The end of the session ----

    /**
     * To be called when the session is over: waits for the reports and says how the launcher is to exit.
     *
     * @return the exit code, or empty to exit as the target did
     */
    Optional<Integer> exitCode() throws InterruptedException {
        if (startError != 0) {
            return Optional.of(startFailed());
        }
        Checks.Outcome outcome = checks.await();
        running.values().removeIf(ObservedProcess::held);
        if (!running.isEmpty()) {
            tell(targetPid, stillRunning());
        }
        boolean observed = observedPids.contains(targetPid);
        if (!observed && !refusedPids.contains(targetPid)) {
            tell(targetPid, notObserved());
        }
        return exitCode(outcome, observed);
    }

    /** An unchecked or incompletely checked program must not look like a clean one; its own failure is not covered up. */
    private Optional<Integer> exitCode(Checks.Outcome outcome, boolean observed) {
        boolean success = targetStatus != null && targetStatus.success();
        boolean asked = options.errorExitCode() != 0;
        boolean incomplete = outcome.incomplete() + notChecked > 0;
        if (asked && outcome.errors() > 0) {
            return Optional.of(options.errorExitCode());
        }
        if (success && (!observed || (asked && incomplete))) {
            return Optional.of(UsageException.NOT_OBSERVABLE);
        }
        return Optional.empty();
    }

    private int startFailed() {
        String command = options.command().getFirst();
        String why = switch (startError) {
            case 2 -> "no such file, or its interpreter is missing";
            case 13 -> "permission denied";
            default -> "the kernel gives error number " + startError;
        };
        tell(0, "tidemark: " + command + ": could not be started: " + why);
        return startError == 2 ? UsageException.NOT_FOUND : UsageException.NOT_EXECUTABLE;
    }

    private String stillRunning() {
        StringBuilder pids = new StringBuilder();
        running.keySet().stream().sorted().forEach(pid -> pids.append(' ').append(pid));
        return "tidemark: the program has ended; processes that it started still run and go on unobserved, pids:"
                + pids;
    }

    private String notObserved() {
        String how = targetStatus == null ? "ended" : targetStatus.words();
        return "tidemark: " + options.command().getFirst() + ": was not observed: it " + how
                + " before Tidemark's agent was loaded in it (LD_PRELOAD changed, or the program failed to load?)";
    }
}
