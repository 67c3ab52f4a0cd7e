package tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;

/** Why a process that came to its end without being held has no verdicts, in words. */
final class Unheld {
    private static final String UNSEEN =
            "in a way that the agent does not see: by a system call of its own, or inside libc (as daemon() does)";

    private static final String UNREACHED =
            "the process, or the program that it became, lies in another network namespace, in a root folder that has not"
                    + " the folder of the agent's library, so that it could not reach Tidemark";

    private Unheld() {}

    /** @param status known only of the target */
    static String reason(ObservedProcess process, Optional<WaitStatus> status) {
        if (process.header().map(LedgerHeader::unreached).orElse(false)) {
            return UNREACHED;
        }
        boolean recording = process.header().map(LedgerHeader::recording).orElse(true);
        return recording
                ? status.map(Unheld::gone).orElse("the process was killed or crashed, or ended " + UNSEEN)
                : "its C library is not one whose loader the agent knows (glibc 2.35 or newer), so it stopped recording";
    }

    private static String gone(WaitStatus status) {
        return "the process " + status.words()
                + (status.signalled() ? ", so it could not be held at its end" : " " + UNSEEN);
    }

    /** What the ledger still has of it: all but memory and roots. */
    static Snapshot snapshot(ObservedProcess process) throws LedgerException {
        Ledger ledger = process.ledger();
        LedgerHeader header = ledger.header();
        List<String> gaps = new ArrayList<>(header.omissions().sentences());
        Blocks blocks = ledger.blocks(gaps::add).blocks();
        List<ModuleInstance> modules = ledger.modules(process::openedFile);
        return new Snapshot(
                process.identity(),
                blocks,
                ledger.callPaths(header, modules),
                List.of(),
                new MemoryImage(List.of()),
                List.of(),
                List.of(),
                List.of(),
                ledger.wrongFrees(header, modules),
                ledger.heapUse(blocks.count()),
                gaps);
    }
}
