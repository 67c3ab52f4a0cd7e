package tidemark.cli;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tidemark.capture.CaptureException;
import tidemark.capture.CaptureRequest;
import tidemark.ledger.Answer;
import tidemark.ledger.Message;
import tidemark.process.ReceivedDescriptor;
import tidemark.process.Reply;
import tidemark.report.Occasion;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;
import tidemark.report.Shown;

/** Checks of processes that go on: the program asks for one, or somebody does from outside. */
final class RunningChecks {
    private final Options options;
    private final Session.Capturing capturing;
    private final Output output;
    private final Checks checks;

    RunningChecks(Options options, Session.Capturing capturing, Output output, Checks checks) {
        this.options = options;
        this.capturing = capturing;
        this.output = output;
        this.checks = checks;
    }

    /**
     * The program waits for the result.
     *
     * @param headings what stands above the first that is told of a process
     */
    void byProgram(
            ObservedProcess process, Message.Hold hold, Function<ObservedProcess, String> headings, Reply reply) {
        if (!process.wishes().wantsChecks()) {
            Answer.DONE.lastWord(reply);
            return;
        }
        String heading = headings.apply(process);
        WaitingAsker.Program program = new WaitingAsker.Program(reply, 0);
        Consumer<String> destination = text -> output.write(process.pid(), text);
        try {
            check(
                    process,
                    CaptureRequest.of(hold, () -> Answer.STOP_OTHERS.send(reply)),
                    options.checkShows(),
                    heading,
                    destination,
                    program);
        } catch (CaptureException e) {
            PrefixedLines lines = new PrefixedLines(process.pid());
            lines.line("NOT CHECKED: " + e.getMessage());
            destination.accept(heading + lines.text());
            program.failed("");
        }
    }

    /** @param process empty if the session does not observe it */
    void fromOutside(
            Optional<ObservedProcess> process, Message.Check check, ReceivedDescriptor descriptor, Reply reply) {
        OutsideAsker asker = new OutsideAsker(reply, descriptor);
        if (process.isEmpty()) {
            asker.last(Answer.UNOBSERVED);
            return;
        }
        Optional<CaptureRequest> request =
                CaptureRequest.ofRunning(process.get().pid());
        if (process.get().held() || request.isEmpty()) {
            asker.last(Answer.ENDING);
            return;
        }
        try {
            check(process.get(), request.get(), shown(check.wanted()), "", asker::write, asker);
        } catch (CaptureException e) {
            asker.failed(String.valueOf(e.getMessage()));
        }
    }

    private Shown shown(Message.Wanted wanted) {
        return switch (wanted) {
            case AS_SESSION -> options.checkShows();
            case NEW -> Shown.NEW;
            case CHANGED -> Shown.CHANGED;
            case ALL -> Shown.ALL;
        };
    }

    @SuppressWarnings("MustBeClosedChecker") // the check closes it, on another thread
    private void check(
            ObservedProcess process,
            CaptureRequest request,
            Shown shown,
            String heading,
            Consumer<String> destination,
            CheckOrder.Asker asker)
            throws CaptureException {
        Arena memory = Arena.ofShared();
        try {
            checks.add(new CheckOrder(
                    capturing.take(process, request, memory),
                    memory,
                    Occasion.running(shown, process.earlierRecords()),
                    process.wishes().suppressions(),
                    heading + title(process, shown),
                    "",
                    destination,
                    Optional.empty(),
                    asker));
        } catch (CaptureException e) {
            memory.close();
            throw e;
        }
    }

    private String title(ObservedProcess process, Shown shown) {
        int number = process.nextCheck();
        PrefixedLines lines = new PrefixedLines(process.pid());
        if (options.style().detail() != ReportStyle.Detail.QUIET) {
            lines.line("LEAK CHECK " + number + " of the running process"
                    + switch (shown) {
                        case NEW -> number == 1 ? ":" : ": what is new since the last one";
                        case CHANGED -> number == 1 ? ":" : ": what has changed since the last one";
                        case ALL -> ": all that is lost";
                    });
            lines.blank();
        }
        return lines.text();
    }
}
