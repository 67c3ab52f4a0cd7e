package tidemark.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.LiveBlocks;
import tidemark.ledger.Message;
import tidemark.process.ProcessStatus;
import tidemark.process.StoppedProcess;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.UnloadNote;

/**
 * The blocks and modules that the ledger tells, and what follows from them alone.
 *
 * <p>With millions of blocks, or thousands of modules, that takes longer than all else that has to be read while the process stands still. So it is
 * read before that if nothing can change it any more: if the thread that asked to be held is the only one and sleeps. A signal handler
 * could still run in it; then the counters show it.
 *
 * @param header as it was before the rest was read, like {@code use}
 * @param pages in which the blocks lie
 * @param gaps what makes the blocks incomplete
 */
record LedgerReading(
        LedgerHeader header,
        HeapUse use,
        Blocks blocks,
        Ranges pages,
        List<ModuleInstance> modules,
        List<UnloadNote> unloadNotes,
        List<String> gaps) {
    static final long PAGE_BYTES = 4096;

    private static final char SLEEPING = 'S';
    private static final long LONGEST_WAIT_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000;

    /** @param openedFile from a module file's number to a path by which that very file can be read */
    static LedgerReading of(Ledger ledger, IntFunction<Optional<Path>> openedFile) throws LedgerException {
        LedgerHeader header = ledger.header();
        HeapUse before = ledger.heapUse(0);
        List<String> gaps = new ArrayList<>(header.omissions().sentences());
        LiveBlocks live = ledger.blocks(gaps::add);
        Blocks blocks = live.blocks();
        HeapUse use = before.withLiveBlocks(blocks.count());
        List<ModuleInstance> modules = ledger.modules(openedFile);
        List<UnloadNote> notes = ledger.unloadNotes(live, modules);
        return new LedgerReading(header, use, blocks, pagesOf(blocks), modules, notes, List.copyOf(gaps));
    }

    /** Before the process is stopped; empty if what is recorded could change meanwhile. */
    static Optional<LedgerReading> early(Ledger ledger, Message.Hold hold, IntFunction<Optional<Path>> openedFile)
            throws LedgerException {
        boolean settled = ProcessStatus.isOnlyThread(hold.pid(), hold.tid()) && fallsAsleep(hold);
        return settled ? Optional.of(of(ledger, openedFile)) : Optional.empty();
    }

    /** It has just asked to be held, and needs a processor to fall asleep. */
    private static boolean fallsAsleep(Message.Hold hold) {
        long start = System.nanoTime();
        while (ProcessStatus.threadState(hold.pid(), hold.tid()) != SLEEPING) {
            if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /** With the process stopped: whether all is still as it was read. */
    boolean holdFor(StoppedProcess process, Ledger ledger) throws LedgerException {
        return process.threads().size() == 1
                && process.notStopped().isEmpty()
                && ledger.heapUse(blocks.count()).isSameAs(use)
                && ledger.header().moduleEvents() == header.moduleEvents();
    }

    static Ranges pagesOf(Blocks blocks) {
        Ranges.Builder pages = new Ranges.Builder();
        int count = blocks.count();
        for (int block = 0; block < count; block++) {
            pages.add(blocks.address(block) & -PAGE_BYTES, (blocks.end(block) + PAGE_BYTES - 1) & -PAGE_BYTES);
        }
        return pages.build();
    }
}
