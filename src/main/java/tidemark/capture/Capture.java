package tidemark.capture;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import tidemark.ledger.HoldReason;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.process.AddressRange;
import tidemark.process.Mapping;
import tidemark.process.Mappings;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;
import tidemark.process.ProcessStatus;
import tidemark.process.StoppedProcess;
import tidemark.process.StoppedThread;
import tidemark.process.TouchedPages;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * Takes a snapshot of a process that its agent holds at its end: stops its other threads, reads the ledger, finds the roots,
 * copies what can hold pointers. When it returns, by whatever way, the process is no longer stopped; answering the agent
 * is left to the caller.
 *
 * <p>Of what runs while the process stands still nothing uses streams: their classes take milliseconds to begin with.
 */
public final class Capture {
    private static final long PAGE = 4096;

    private final Ledger ledger;
    private final Message.Hold hold;
    private final StoppedProcess process;
    private final Unstopped unstopped;
    private final List<String> gaps = new ArrayList<>();

    private Capture(Ledger ledger, Message.Hold hold, StoppedProcess process, Runnable stopOthers)
            throws LedgerException {
        this.ledger = ledger;
        this.hold = hold;
        this.process = process;
        this.unstopped = Unstopped.of(process, hold, ledger.header().othersWord(), stopOthers);
    }

    /**
     * @param openedFile from a module file's number to an open file with its content
     * @param stopOthers has the agent stop its process's other threads as well as it can, without waiting for that
     * @param arena how long the snapshot's memory is needed
     */
    public static Captured take(
            Ledger ledger,
            Message.Hold hold,
            IntFunction<Optional<OpenedFile>> openedFile,
            Runnable stopOthers,
            Arena arena)
            throws CaptureException {
        try {
            long begin = System.nanoTime();
            Optional<EarlyReading> early = EarlyReading.of(ledger, hold, openedFile);
            long stop = System.nanoTime();
            Stopped stopped;
            try (StoppedProcess process = StoppedProcess.stopIfAllowed(hold.pid())) {
                stopped = new Capture(ledger, hold, process, stopOthers).read(early, openedFile, arena);
            }
            Effort effort = new Effort(
                    stop - begin,
                    System.nanoTime() - stop,
                    stopped.copyNanos,
                    stopped.copy.image().sizeBytes());
            LedgerReading reading = stopped.reading;
            return new Captured(stopped.snapshot(ledger.callPaths(reading.header(), reading.modules())), effort);
        } catch (ProcessException | LedgerException e) {
            throw new CaptureException(e);
        }
    }

    /** All that has to be read while the process stands still. */
    private record Stopped(
            ProcessIdentity identity,
            LedgerReading reading,
            List<Root> roots,
            MemoryCopy copy,
            List<Snapshot.Code> code,
            long copyNanos,
            List<String> gaps) {
        Snapshot snapshot(CallPaths callPaths) {
            return new Snapshot(
                    identity,
                    reading.blocks(),
                    callPaths,
                    roots,
                    copy.image(),
                    code,
                    reading.unloadNotes(),
                    reading.use(),
                    gaps);
        }
    }

    private Stopped read(Optional<EarlyReading> early, IntFunction<Optional<OpenedFile>> openedFile, Arena arena)
            throws CaptureException, ProcessException, LedgerException {
        checkHoldingThread();
        Optional<EarlyReading> known = early.isPresent() && early.get().holdsFor(process) ? early : Optional.empty();
        LedgerReading reading = known.isPresent() ? known.get().ledger() : LedgerReading.of(ledger, openedFile);
        gaps.addAll(reading.gaps());
        // By the holding thread: a main thread that has left by pthread_exit has no memory to show.
        ProcessStatus status = ProcessStatus.of(hold.tid());
        List<Mapping> mappings = known.isPresent() ? known.get().mappings() : Mappings.of(hold.tid());

        List<Root> roots = new ArrayList<>(registers());
        RootSearch.Found found = findRoots(mappings, status, reading);
        roots.addAll(found.roots());
        gaps.addAll(found.gaps());

        Constants constants = Constants.of(mappings, loaded(reading.modules()));
        CopyPlan plan = new CopyPlan(mappings, found.ranges(), constants, reading.pages());
        TouchedPages touched = known.isPresent() && known.get().touched().isPresent()
                ? known.get().touched().get()
                : TouchedPages.in(hold.tid(), plan.wanted());
        Ranges pages = plan.pages(touched);
        long copyStart = System.nanoTime();
        MemoryCopy copy = MemoryCopy.of(new ProcessMemory(hold.tid()), pages, arena);
        long copyNanos = System.nanoTime() - copyStart;
        if (copy.unreadableBytes() > 0) {
            gaps.add("%,d bytes of memory could not be read: what only they point at is reported as lost"
                    .formatted(copy.unreadableBytes()));
        }
        gaps.addAll(unstopped.gaps());
        ProcessIdentity identity = new ProcessIdentity(hold.pid(), status.parentPid(), status.command());
        return new Stopped(identity, reading, roots, copy, code(mappings), copyNanos, gaps);
    }

    private RootSearch.Found findRoots(List<Mapping> mappings, ProcessStatus status, LedgerReading reading)
            throws ProcessException, LedgerException {
        RootSearch search = new RootSearch(
                hold.pid(),
                mappings,
                notInUse(mappings, reading.header()),
                mainHeap(mappings, status),
                reading.blocks(),
                loaded(reading.modules()),
                reading.header().threadStacks().map(StackLists::of).orElse(StackLists.UNKNOWN),
                threads());
        try (LiveWords words = new LiveWords(new ProcessMemory(hold.tid()))) {
            RootSearch.Found found = search.find(words);
            words.check();
            return found;
        }
    }

    /** Where code of files is mapped. */
    private static List<Snapshot.Code> code(List<Mapping> mappings) {
        List<Snapshot.Code> code = new ArrayList<>();
        for (Mapping mapping : mappings) {
            if (mapping.executable() && mapping.inode() != 0) {
                code.add(new Snapshot.Code(mapping.start(), mapping.end()));
            }
        }
        return code;
    }

    private static List<ModuleInstance> loaded(List<ModuleInstance> modules) {
        List<ModuleInstance> loaded = new ArrayList<>();
        for (ModuleInstance module : modules) {
            if (!module.unloaded()) {
                loaded.add(module);
            }
        }
        return loaded;
    }

    /**
     * The agent's image, its mappings of the ledger, and what else it mapped for itself; and the alternate signal stack, on which
     * handlers that have returned left what they used.
     */
    private Ranges notInUse(List<Mapping> mappings, LedgerHeader header) throws LedgerException {
        Ranges.Builder ranges = new Ranges.Builder();
        AddressRange image = header.agentImage();
        ranges.add(image.start(), image.end());
        ledger.agentRanges().forEach(range -> ranges.add(range.start(), range.end()));
        for (Mapping mapping : mappings) {
            if (mapping.name().startsWith("/memfd:tidemark")) {
                ranges.add(mapping.start(), mapping.end());
            }
        }
        return ranges.build()
                .roundedOut(PAGE)
                .union(Ranges.of(hold.signalStack().start(), hold.signalStack().end()));
    }

    private Ranges mainHeap(List<Mapping> mappings, ProcessStatus status) {
        if (status.startBrk() != 0) {
            return Ranges.of(status.startBrk(), hold.brk());
        }
        gaps.add("The kernel does not tell where the program break began, so the heap's start is a guess");
        Ranges.Builder heap = new Ranges.Builder();
        mappings.stream()
                .filter(mapping -> mapping.name().equals("[heap]"))
                .forEach(mapping -> heap.add(mapping.start(), mapping.end()));
        return heap.build();
    }

    /** The holding thread is inside the agent: its own registers, and its stack below the agent's entry, are not the program's. */
    private List<RunningThread> threads() {
        List<RunningThread> running = new ArrayList<>(unstopped.threads());
        running.add(holding());
        for (StoppedThread thread : process.threads()) {
            if (!isHolding(thread)) {
                running.add(RunningThread.interrupted(
                        thread.tid(), thread.registers().rsp()));
            }
        }
        return running;
    }

    private RunningThread holding() {
        long sp = hold.registers().sp();
        return hold.reason() == HoldReason.SIGNAL
                ? RunningThread.interrupted(hold.tid(), sp)
                : RunningThread.calling(hold.tid(), sp);
    }

    private void checkHoldingThread() throws CaptureException {
        for (StoppedThread thread : process.threads()) {
            if (isHolding(thread)) {
                return;
            }
        }
        if (process.refusal().isPresent() && process.notStopped().contains(hold.tid())) {
            return;
        }
        throw new CaptureException(("Process %d has no thread %d, which asked to be held; if it runs in a container,"
                        + " run Tidemark in the same one")
                .formatted(hold.pid(), hold.tid()));
    }

    private List<Root> registers() {
        List<Root> registers = new ArrayList<>(heldRegisters());
        for (StoppedThread thread : process.threads()) {
            if (!isHolding(thread)) {
                thread.registers()
                        .general()
                        .forEach(value -> registers.add(new Root.Register(thread.tid(), value.name(), value.value())));
            }
        }
        return registers;
    }

    private List<Root> heldRegisters() {
        Message.HeldRegisters held = hold.registers();
        List<Root> registers = new ArrayList<>();
        registers.add(new Root.Register(hold.tid(), "rsp", held.sp()));
        registers.add(new Root.Register(hold.tid(), "rbx", held.rbx()));
        registers.add(new Root.Register(hold.tid(), "rbp", held.rbp()));
        registers.add(new Root.Register(hold.tid(), "r12", held.r12()));
        registers.add(new Root.Register(hold.tid(), "r13", held.r13()));
        registers.add(new Root.Register(hold.tid(), "r14", held.r14()));
        registers.add(new Root.Register(hold.tid(), "r15", held.r15()));
        for (int i = 0; i < held.scratch().size(); i++) {
            registers.add(new Root.Register(
                    hold.tid(),
                    Message.HeldRegisters.SCRATCH.get(i),
                    held.scratch().get(i)));
        }
        return registers;
    }

    private boolean isHolding(StoppedThread thread) {
        return thread.tid() == hold.tid();
    }
}
