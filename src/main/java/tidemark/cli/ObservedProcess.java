package tidemark.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.ProgramWishes;
import tidemark.process.ProcessStatus;
import tidemark.report.EarlierRecords;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.ProcessIdentity;

/** A program that a process runs and that the agent observes. A process that becomes another program by exec is another one. */
final class ObservedProcess {
    private final ProcessStatus status;
    private final Ledger ledger;
    private final Map<Integer, OpenedFile> openedFiles = new HashMap<>();
    private final EarlierRecords earlierRecords = new EarlierRecords();
    private int checks;
    private boolean introduced;
    private boolean held;
    private boolean leaves;
    private @Nullable CheckOrder heldBack;

    ObservedProcess(ProcessStatus status, Ledger ledger) {
        this.status = status;
        this.ledger = ledger;
    }

    int pid() {
        return status.pid();
    }

    int parentPid() {
        return status.parentPid();
    }

    /** Of one that was gone before anybody could look, only the program's file, if its code allocated; else empty. */
    List<String> command() {
        return status.command().isEmpty() ? program() : status.command();
    }

    /** The first of its modules that is not named as a library is. */
    private List<String> program() {
        try {
            for (ModuleInstance module : ledger.modules(this::openedFile)) {
                if (!module.file().name().contains(".so")) {
                    return List.of(module.file().path());
                }
            }
        } catch (LedgerException _) {
            // What is damaged is told where its blocks are read.
        }
        return List.of();
    }

    Optional<Path> executable() {
        return status.executable();
    }

    ProcessIdentity identity() {
        return new ProcessIdentity(pid(), parentPid(), command());
    }

    Ledger ledger() {
        return ledger;
    }

    /** Empty if the ledger is damaged, which is told where its blocks are read. */
    Optional<LedgerHeader> header() {
        try {
            return Optional.of(ledger.header());
        } catch (LedgerException e) {
            return Optional.empty();
        }
    }

    /** @param file its number in the ledger */
    void opened(int file, OpenedFile opened) {
        openedFiles.put(file, opened);
    }

    Optional<OpenedFile> openedFile(int file) {
        return Optional.ofNullable(openedFiles.get(file));
    }

    /** What the program says to LeakSanitizer. */
    ProgramWishes wishes() {
        try {
            return ledger.wishes();
        } catch (LedgerException e) {
            return ProgramWishes.NONE;
        }
    }

    /** For the thread that checks. */
    EarlierRecords earlierRecords() {
        return earlierRecords;
    }

    /** Counts the checks of the running process, from 1. */
    int nextCheck() {
        return ++checks;
    }

    /** Whether this is the first time that the process is told of. */
    boolean introduce() {
        boolean first = !introduced;
        introduced = true;
        return first;
    }

    /** Whether the process was held at its end, so that it has been checked or it was told why not. */
    boolean held() {
        return held;
    }

    void setHeld() {
        held = true;
    }

    /** A check that counts only once it is sure that the process does not go on. */
    void holdBack(CheckOrder check) {
        heldBack = check;
    }

    /** What was held back, once. */
    Optional<CheckOrder> heldBack() {
        CheckOrder check = heldBack;
        heldBack = null;
        return Optional.ofNullable(check);
    }

    /** Whether it said that it becomes a program that is not observed. */
    boolean leaves() {
        return leaves;
    }

    void setLeaves() {
        leaves = true;
    }

    /** It did not end and become no other program after all: it will be held again. */
    void goesOn() {
        leaves = false;
        heldBack().ifPresent(check -> {
            check.memory().close();
            introduced = false;
        });
        held = false;
    }
}
