package tidemark.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import tidemark.capture.CaptureException;
import tidemark.capture.CaptureRequest;
import tidemark.capture.Captured;
import tidemark.ledger.Answer;
import tidemark.ledger.HoldReason;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.ledger.ProgramWishes;
import tidemark.process.Reply;
import tidemark.report.Occasion;
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
    private final Headings endings;

    LastChecks(Options options, Session.Capturing capturing, Output output, Checks checks, Headings endings) {
        this.endings = endings;
        this.options = options;
        this.capturing = capturing;
        this.output = output;
        this.checks = checks;
    }

    /**
     * @param headings what stands above the first that is told of a process
     * @param target whether it is the program that Tidemark was called with
     * @return why it could not be checked; mostly empty
     */
    Optional<String> take(
            ObservedProcess process,
            Message.Hold hold,
            Function<ObservedProcess, String> headings,
            boolean target,
            Reply reply) {
        ProgramWishes wishes = process.wishes();
        boolean early = hold.reason() == HoldReason.LEAK_CHECK;
        if (!wishes.wantsChecks() || (!early && wishes.option("leak_check_at_exit", 1) == 0)) {
            tellUnwanted(process, headings.apply(process));
            Answer.DONE.lastWord(reply);
            return Optional.empty();
        }
        CaptureRequest request = CaptureRequest.of(hold, () -> Answer.STOP_OTHERS.send(reply));
        if (early) {
            int exitCode = (int) wishes.option("exitcode", EXIT_WITH_LEAKS) & 0xff;
            return check(process, request, headings, target, new WaitingAsker.Program(reply, exitCode));
        }
        if (options.place() == Options.Place.OF_THE_COMMAND && !hold.reason().revocable()) {
            return check(process, request, headings, target, new WaitingAsker.Ending(reply, options.errorExitCode()));
        }
        Optional<String> failure = check(process, request, headings, target, CheckOrder.Asker.NOBODY);
        Answer.DONE.lastWord(reply);
        return failure;
    }

    private void tellUnwanted(ObservedProcess process, String heading) {
        if (options.style().detail() != ReportStyle.Detail.QUIET) {
            checks.addNotChecked(
                    process.identity(),
                    heading,
                    "the program wants no leak check (__lsan_is_turned_off, __lsan_default_options)");
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the check closes it, on another thread
    private Optional<String> check(
            ObservedProcess process,
            CaptureRequest request,
            Function<ObservedProcess, String> headings,
            boolean target,
            CheckOrder.Asker asker) {
        Arena memory = Arena.ofShared();
        try {
            Captured captured = capturing.take(process, request, memory);
            Message.Hold hold = request.hold().orElseThrow();
            CheckOrder order = new CheckOrder(
                    captured,
                    memory,
                    Occasion.end(),
                    process.wishes().suppressions(),
                    headings.apply(process),
                    endings.ending(hold),
                    text -> output.write(process.pid(), text),
                    snapshotFile(process.pid(), target),
                    asker);
            if (hold.reason().revocable()) {
                process.holdBack(order);
            } else {
                checks.add(order);
            }
            tellComparison(process);
            return Optional.empty();
        } catch (CaptureException e) {
            memory.close();
            asker.failed("");
            return Optional.of(String.valueOf(e.getMessage()));
        }
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
