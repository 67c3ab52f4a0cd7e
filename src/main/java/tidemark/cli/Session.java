package tidemark.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tidemark.capture.CaptureException;
import tidemark.capture.CaptureRequest;
import tidemark.capture.Captured;
import tidemark.ledger.Answer;
import tidemark.ledger.HoldReason;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.Message;
import tidemark.ledger.RefusalReason;
import tidemark.process.Event;
import tidemark.process.ProcessException;
import tidemark.process.ProcessStatus;
import tidemark.process.ReceivedDescriptor;
import tidemark.process.Reply;
import tidemark.process.ThreadNumbers;
import tidemark.report.ReportStyle;
import tidemark.snapshot.ProcessIdentity;

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

    /** How a process that was observed comes to its end. */
    private enum Ending {
        GONE,
        EXEC
    }

    private static final String UNSEEN_NAMESPACE =
            "it lies in a pid namespace that is not seen from Tidemark's; run Tidemark outside of it";

    private final Options options;
    private final Watch watch;
    private final Output output;
    private final Checks checks;
    private final RunningChecks runningChecks;
    private final LastChecks lastChecks;
    private final UncheckedEnds unchecked;
    private final Headings headings;
    private final Offspring offspring = new Offspring();
    private final OpenFiles openFiles = new OpenFiles();
    private final Map<Integer, ObservedProcess> running = new HashMap<>();
    private final Set<Integer> observedPids = new HashSet<>();
    private Optional<Path> targetExecutable = Optional.empty();
    private int targetPid;
    private int targetParentPid;
    private @Nullable WaitStatus targetStatus;
    private boolean targetEnded;
    private boolean launcherGone;
    private final Set<Integer> refusedPids = new HashSet<>();
    private int startError;
    private int refusals;

    Session(Options options, Watch watch, Capturing capturing, Output output, Checks checks) {
        this.options = options;
        this.watch = watch;
        this.output = output;
        this.checks = checks;
        headings = new Headings(options, output.isLogFile());
        runningChecks = new RunningChecks(options, capturing, output, checks);
        lastChecks = new LastChecks(options, capturing, output, checks, headings);
        unchecked = new UncheckedEnds(options, checks, this::heading);
    }

    /** Whether the target has ended, or could not be started; and, if the user wants it, all that it started has ended. */
    boolean over() {
        boolean ended = startError != 0 || targetStatus != null || (launcherGone && (targetEnded || targetPid == 0));
        boolean waits = options.following().after() == Following.AfterTheTarget.WAIT && !launcherGone;
        return ended && !(waits && observesMore());
    }

    /** Whether there are processes that will still be held, or may be. */
    boolean observesMore() {
        for (ObservedProcess process : running.values()) {
            if (!process.held() && !process.leaves()) {
                return true;
            }
        }
        return !offspring.pids().isEmpty();
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
            int pid = message.peerPid();
            if (pid == 0) {
                message.descriptor().ifPresent(ReceivedDescriptor::close);
                reply.close();
                if (decoded instanceof Message.Hello) {
                    notObserved(0, "cannot be", UNSEEN_NAMESPACE);
                }
            } else if (decoded instanceof Message.Hold hold) {
                hold(pid, hold.by(pid, ThreadNumbers.of(pid).here(hold.tid())), reply);
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
            notObserved(message.peerPid(), "cannot be", String.valueOf(e.getMessage()));
        }
    }

    private void obey(Message message, int pid, Optional<ReceivedDescriptor> descriptor)
            throws ProcessException, LedgerException {
        if (message instanceof Message.Leaves) {
            known(pid).ifPresent(ObservedProcess::setLeaves);
        } else if (message instanceof Message.WentOn) {
            known(pid).ifPresent(ObservedProcess::goesOn);
        } else if (message instanceof Message.Refusal refusal) {
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
            noteTarget(pid);
            offspring.forget(pid);
            ended(pid, Ending.EXEC);
            ProcessStatus status = status(pid);
            if (!wanted(pid, status)) {
                return;
            }
            output.open(options.following().reports() == Following.Reports.ONE_FOR_ALL ? targetPid : pid);
            if (pid == targetPid && observedPids.isEmpty()) {
                targetParentPid = status.parentPid();
            }
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
        return options.following().children() == Options.Children.REPORTED
                || status.executable().equals(targetExecutable);
    }

    /** The launcher's word of the start can come later than the target's own, but no child's can come earlier. */
    private void noteTarget(int pid) {
        targetPid = targetPid == 0 ? pid : targetPid;
    }

    /** A forked child, or the program that a process became, may be refused what was there before. */
    private void refused(int pid, RefusalReason reason) {
        noteTarget(pid);
        if (reason != RefusalReason.LIBRARY) { // which the program says before it becomes another one
            ended(pid, Ending.EXEC);
        }
        refusedPids.add(pid);
        notObserved(pid, reason.who(), reason.sentence());
    }

    private static ProcessIdentity identity(ProcessStatus status) {
        return new ProcessIdentity(status.pid(), status.parentPid(), status.command());
    }

    private void notObserved(int pid, String how, String why) {
        refusals++;
        if (options.following().reports() == Following.Reports.ONE_FOR_ALL) {
            checks.addNotChecked(identity(status(pid)), "", why);
        } else {
            tell(pid, "tidemark: process " + pid + " " + how + " observed: " + why);
        }
    }

    private void file(int pid, int file, ReceivedDescriptor descriptor) throws LedgerException {
        ObservedProcess process = running.get(pid);
        if (process == null) {
            descriptor.close();
        } else {
            process.opened(file, openFiles.keep(descriptor.path(), descriptor::close));
        }
    }

    private void hold(int pid, Message.Hold hold, Reply reply) throws ProcessException {
        ObservedProcess process = running.get(pid);
        if (process == null || process.held()) {
            Answer.DONE.lastWord(reply);
        } else if (hold.reason() == HoldReason.RECOVERABLE_CHECK) {
            runningChecks.byProgram(process, hold, this::heading, reply);
        } else {
            process.setHeld();
            offspring.note(pid, observedPids, watch);
            lastChecks
                    .take(process, hold, this::heading, process.pid() == targetPid, reply)
                    .ifPresent(why -> unchecked.unread(process, pid == targetPid, why));
        }
    }

    private Optional<ObservedProcess> known(int pid) {
        return Optional.ofNullable(running.get(pid));
    }

    private void release(ObservedProcess process) {
        process.heldBack().ifPresent(checks::add);
    }

    // ---- Ends ----

    /** How the target ended, the launcher will say. */
    private void processEnded(int pid) {
        targetEnded |= pid == targetPid;
        offspring.forget(pid);
        if (pid != targetPid || targetStatus != null || launcherGone) {
            ended(pid, Ending.GONE);
        }
    }

    private Optional<WaitStatus> statusOf(int pid) {
        return pid == targetPid ? Optional.ofNullable(targetStatus) : Optional.empty();
    }

    private void launcherGone() {
        launcherGone = true;
        if (targetEnded) {
            ended(targetPid, Ending.GONE);
        }
    }

    private void ended(int pid, Ending how) {
        ObservedProcess process = running.remove(pid);
        if (process == null) {
            return;
        }
        release(process);
        if (process.held()) {
            // It has been checked, or it was told why not.
        } else if (process.leaves() || how == Ending.EXEC) {
            unchecked.replaced(process);
        } else {
            unchecked.gone(process, pid == targetPid, statusOf(pid));
        }
        process.ledger().close();
    }

    private String heading(ObservedProcess process) {
        return headings.of(process, process.pid() == targetPid);
    }

    private void tell(int pid, String line) {
        output.write(pid, line + "\n");
    }

    // ---- The end of the session ----

    /** What is told of all processes together, of those that have ended since the last call: the report, if there is to be one. */
    void tellCommon() {
        ProcessIdentity target = new ProcessIdentity(targetPid, targetParentPid, options.command());
        checks.tellCommon(target, headings.ofAll(target));
        unchecked.tellTogether(targetPid);
    }

    /**
     * To be called when the session is over: waits for the reports and says how the launcher is to exit.
     *
     * @return the exit code, or empty to exit as the target did
     */
    Optional<Integer> exitCode() throws InterruptedException {
        if (startError != 0) {
            tell(0, Farewell.notStarted(options.command().getFirst(), startError));
            return Optional.of(startError == 2 ? UsageException.NOT_FOUND : UsageException.NOT_EXECUTABLE);
        }
        running.values().forEach(this::release);
        tellCommon();
        Checks.Outcome outcome = checks.await();
        running.values().removeIf(process -> process.held() || process.leaves());
        if (observesMore() && options.style().detail() != ReportStyle.Detail.QUIET) {
            Set<Integer> pids = new TreeSet<>(running.keySet());
            pids.addAll(offspring.pids());
            tell(targetPid, Farewell.stillRunning(pids));
        }
        boolean observed = observedPids.contains(targetPid);
        if (!observed && !refusedPids.contains(targetPid)) {
            String how = targetStatus == null ? "ended" : targetStatus.words();
            tell(targetPid, Farewell.notObserved(options.command().getFirst(), how));
        }
        return ExitCode.of(
                Optional.ofNullable(targetStatus),
                observed,
                outcome.errors() > 0,
                outcome.incomplete() + refusals + unchecked.count() > 0,
                options.errorExitCode());
    }
}
