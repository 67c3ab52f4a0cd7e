package tidemark.capture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.process.Mapping;
import tidemark.process.Mappings;
import tidemark.process.ProcessException;
import tidemark.process.ProcessStatus;
import tidemark.process.SleepingThreads;
import tidemark.process.StoppedProcess;
import tidemark.process.TouchedPages;
import tidemark.snapshot.OpenedFile;

/**
 * What takes longest to read, read before the process is stopped: while all its threads sleep nothing of it changes. It holds if
 * none of them has run until the process was stopped.
 *
 * @param touched empty if the kernel does not tell it at once
 */
record EarlyReading(
        LedgerReading ledger,
        List<Mapping> mappings,
        Optional<TouchedPages> touched,
        SleepingThreads threads,
        int pid) {
    private static final char SLEEPING = 'S';
    private static final long LONGEST_WAIT_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000;

    /**
     * Empty if a thread is awake.
     *
     * @param openedFile from a module file's number to a path by which that very file can be read
     */
    static Optional<EarlyReading> of(
            Ledger ledger, CaptureRequest request, IntFunction<Optional<OpenedFile>> openedFile)
            throws LedgerException, ProcessException {
        Optional<SleepingThreads> asleep = asleep(request);
        if (asleep.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EarlyReading(
                LedgerReading.of(ledger, openedFile),
                Mappings.of(request.tid()),
                TouchedPages.all(request.tid()),
                asleep.get(),
                request.pid()));
    }

    /** The thread that has just asked to be held may need a processor to fall asleep. */
    private static Optional<SleepingThreads> asleep(CaptureRequest request) {
        long start = System.nanoTime();
        while (request.hold().isPresent() && ProcessStatus.threadState(request.pid(), request.tid()) != SLEEPING) {
            if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return SleepingThreads.of(request.pid());
    }

    /** Whether all is still as it was read. */
    boolean holdsFor(StoppedProcess stopped) {
        return threads.sleptUntil(stopped, pid);
    }
}
