package tidemark.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import tidemark.capture.CaptureException;
import tidemark.capture.CaptureRequest;
import tidemark.ledger.Answer;
import tidemark.ledger.HoldReason;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.ledger.ProgramWishes;
import tidemark.process.Reply;
import tidemark.report.Occasion;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;

/**
 * The check of a process at its end, or where it calls {@code __lsan_do_leak_check}, which moves that check there: then it waits for the
 * result, and ends at once if there are leaks.
 */
final class LastChecks {
    /** LeakSanitizer's default. */
    private static final int EXIT_WITH_LEAKS = 23;

    private final Options options;
    private final Session.Capturing capturing;
    private final Output output;
    private final Checks checks;

    LastChecks(Options options, Session.Capturing capturing, Output output, Checks checks) {
        this.options = options;
        this.capturing = capturing;
        this.output = output;
        this.checks = checks;
    }

    /**
     * @param heading of the process
     * @param target whether it is the program that Tidemark was called with
     * @return false if it could not be checked
     */
    boolean take(ObservedProcess process, Message.Hold hold, String heading, boolean target, Reply reply) {
        ProgramWishes wishes = process.wishes();
        boolean early = hold.reason() == HoldReason.LEAK_CHECK;
        if (!wishes.wantsChecks() || (!early && wishes.option("leak_check_at_exit", 1) == 0)) {
            tellUnwanted(process, heading);
            Answer.DONE.lastWord(reply);
            return true;
        }
        if (early) {
            int exitCode = (int) wishes.option("exitcode", EXIT_WITH_LEAKS) & 0xff;
            return check(process, hold, heading, target, new WaitingAsker.Program(reply, exitCode));
        }
        boolean checked = check(process, hold, heading, target, CheckOrder.Asker.NOBODY);
        Answer.DONE.lastWord(reply);
        return checked;
    }

    private void tellUnwanted(ObservedProcess process, String heading) {
        if (options.style().detail() != ReportStyle.Detail.QUIET) {
            PrefixedLines lines = new PrefixedLines(process.pid());
            lines.line("NOT CHECKED: the program wants no leak check (__lsan_is_turned_off, __lsan_default_options)");
            output.write(process.pid(), heading + lines.text());
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the check closes it, on another thread
    private boolean check(
            ObservedProcess process, Message.Hold hold, String heading, boolean target, CheckOrder.Asker asker) {
        Arena memory = Arena.ofShared();
        try {
            checks.add(new CheckOrder(
                    capturing.take(process, CaptureRequest.of(hold), memory),
                    memory,
                    Occasion.end(),
                    process.wishes().suppressions(),
                    heading + dying(hold),
                    text -> output.write(process.pid(), text),
                    snapshotFile(process.pid(), target),
                    asker));
            tellComparison(process);
            return true;
        } catch (CaptureException e) {
            memory.close();
            PrefixedLines lines = new PrefixedLines(process.pid());
            lines.line("NOT CHECKED: " + e.getMessage());
            output.write(process.pid(), heading + lines.text());
            asker.failed("");
            return false;
        }
    }

    /** In Memcheck's words. */
    private String dying(Message.Hold hold) {
        PrefixedLines lines = new PrefixedLines(hold.pid());
        if (hold.reason() == HoldReason.SIGNAL && options.style().detail() != ReportStyle.Detail.QUIET) {
            lines.line("Process terminating with default action of " + WaitStatus.signalWords(hold.signal()));
            lines.blank();
        }
        return lines.text();
    }

    /** Of the agent's debug build, which has its walks checked by libgcc. */
    private void tellComparison(ObservedProcess process) {
        process.header()
                .map(LedgerHeader::walkComparison)
                .filter(comparison -> comparison.walks() > 0)
                .ifPresent(comparison -> output.write(
                        process.pid(),
                        "tidemark: process %d: %d walks of %d frames compared with libgcc's, %d different%n"
                                .formatted(
                                        process.pid(),
                                        comparison.walks(),
                                        comparison.frames(),
                                        comparison.different())));
    }

    private Optional<Path> snapshotFile(int pid, boolean target) {
        return options.snapshotFile().map(name -> Path.of(target ? name : name + "." + pid));
    }
}
