package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.Message;
import tidemark.process.ProcessStatus;
import tidemark.process.StoppedProcess;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.HeapUse;

/**
 * What the ledger says is live, and what follows from that alone.
 *
 * <p>With millions of blocks that takes longer than all else that has to be read while the process stands still. So it is read before that if
 * nothing can change it any more: if the thread that asked to be held is the only one and sleeps. A signal handler could still
 * run in it; then the counters show it.
 *
 * @param use as it was before the blocks were read
 * @param pages in which the blocks lie
 * @param gaps what makes the blocks incomplete
 */
record LiveBlocks(HeapUse use, Blocks blocks, Ranges pages, List<String> gaps) {
    static final long PAGE_BYTES = 4096;

    private static final char SLEEPING = 'S';
    private static final long LONGEST_WAIT_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000;

    static LiveBlocks read(Ledger ledger) throws LedgerException {
        HeapUse use = ledger.heapUse();
        List<String> gaps = new ArrayList<>();
        Blocks blocks = ledger.blocks(gaps::add);
        return new LiveBlocks(use, blocks, pagesOf(blocks), List.copyOf(gaps));
    }

    /** Before the process is stopped; empty if the blocks could change meanwhile. */
    static Optional<LiveBlocks> early(Ledger ledger, Message.Hold hold) throws LedgerException {
        boolean settled = ProcessStatus.isOnlyThread(hold.pid(), hold.tid()) && fallsAsleep(hold);
        return settled ? Optional.of(read(ledger)) : Optional.empty();
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

    /** With the process stopped: whether the blocks are still these. */
    boolean holdFor(StoppedProcess process, Ledger ledger) throws LedgerException {
        return process.threads().size() == 1
                && process.notStopped().isEmpty()
                && ledger.heapUse().isSameAs(use);
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
