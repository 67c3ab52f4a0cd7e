package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.process.ProcessStatus;
import tidemark.process.SleepingThreads;
import tidemark.process.StoppedProcess;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.OpenedFile;

/**
 * The blocks and modules that the ledger tells, and what follows from them alone.
 *
 * <p>With millions of blocks, or thousands of modules, that takes longer than all else that has to be read while the process stands still. So it is
 * read before that if all threads sleep, and holds if none of them has run until it was stopped.
 *
 * @param header as it was before the rest was read
 * @param pages in which the blocks lie
 * @param gaps what makes the blocks incomplete
 */
record LedgerReading(
        LedgerHeader header,
        HeapUse use,
        Blocks blocks,
        Ranges pages,
        List<ModuleInstance> modules,
        List<String> gaps) {
    static final long PAGE_BYTES = 4096;

    /** What was read of a process that was not stopped yet. */
    record Early(LedgerReading reading, SleepingThreads threads, int pid) {
        /** Whether all is still as it was read. */
        boolean holdsFor(StoppedProcess stopped) {
            return threads.sleptUntil(stopped, pid);
        }
    }

    private static final char SLEEPING = 'S';
    private static final long LONGEST_WAIT_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000;

    /** @param openedFile from a module file's number to a path by which that very file can be read */
    static LedgerReading of(Ledger ledger, IntFunction<Optional<OpenedFile>> openedFile) throws LedgerException {
        LedgerHeader header = ledger.header();
        List<String> gaps = new ArrayList<>(header.omissions().sentences());
        Blocks blocks = ledger.blocks(gaps::add);
        return new LedgerReading(
                header,
                ledger.heapUse(blocks.count()),
                blocks,
                pagesOf(blocks),
                ledger.modules(openedFile),
                List.copyOf(gaps));
    }

    /** Before the process is stopped; empty if a thread is awake, which could change what is read. */
    static Optional<Early> early(Ledger ledger, Message.Hold hold, IntFunction<Optional<OpenedFile>> openedFile)
            throws LedgerException {
        Optional<SleepingThreads> asleep = asleep(hold);
        return asleep.isPresent()
                ? Optional.of(new Early(of(ledger, openedFile), asleep.get(), hold.pid()))
                : Optional.empty();
    }

    /** The thread that has just asked to be held may need a processor to fall asleep. */
    private static Optional<SleepingThreads> asleep(Message.Hold hold) {
        long start = System.nanoTime();
        while (ProcessStatus.threadState(hold.pid(), hold.tid()) != SLEEPING) {
            if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return SleepingThreads.of(hold.pid());
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
