package tidemark.capture;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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
import tidemark.process.ThreadNumbers;
import tidemark.process.TouchedPages;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ImageWords;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.ThreadStart;

/**
 * Takes a snapshot of a process, which its agent holds or which runs: stops its threads, reads the ledger, finds the roots,
 * copies what can hold pointers. When it returns, by whatever way, the process is no longer stopped; answering the agent
 * is left to the caller.
 *
 * <p>Of what runs while the process stands still nothing uses streams: their classes take milliseconds to begin with.
 */
public final class Capture {
    private static final long PAGE = 4096;

    /** For how long a process is stopped anew because a thread stood where a block was in no ledger. */
    private static final long TRIES_NANOS = 250_000_000;

    private static final long PAUSE_NANOS = 300_000;

    private final Ledger ledger;
    private final CaptureRequest request;
    private final StoppedProcess process;
    private final Unstopped unstopped;
    private final List<String> gaps = new ArrayList<>();

    private Capture(Ledger ledger, CaptureRequest request, StoppedProcess process) throws LedgerException {
        this.ledger = ledger;
        this.request = request;
        this.process = process;
        this.unstopped = Unstopped.of(process, request, ledger.header().othersWord());
    }

    /**
     * @param openedFile from a module file's number to an open file with its content
     * @param arena how long the snapshot's memory is needed
     */
    public static Captured take(
            Ledger ledger, CaptureRequest request, IntFunction<Optional<OpenedFile>> openedFile, Arena arena)
            throws CaptureException {
        try {
            HeldBack heldBack = new HeldBack(ledger.header().reallocCode());
            long first = System.nanoTime();
            Optional<Captured> captured = Optional.empty();
            while (captured.isEmpty()) {
                boolean last = System.nanoTime() - first > TRIES_NANOS;
                captured = take(ledger, request, openedFile, arena, heldBack, last);
                if (captured.isEmpty()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            return captured.get();
        } catch (ProcessException | LedgerException e) {
            throw new CaptureException(e);
        }
    }

    /** Empty if a block is held back, unless this is the last try. */
    private static Optional<Captured> take(
            Ledger ledger,
            CaptureRequest request,
            IntFunction<Optional<OpenedFile>> openedFile,
            Arena arena,
            HeldBack heldBack,
            boolean last)
            throws CaptureException, ProcessException, LedgerException {
        long begin = System.nanoTime();
        Optional<EarlyReading> early = EarlyReading.of(ledger, request, openedFile);
        long stop = System.nanoTime();
        Stopped stopped;
        try (StoppedProcess process = stop(request)) {
            Capture capture = new Capture(ledger, request, process);
            if (!last && heldBack.perhaps(process)) {
                return Optional.empty();
            }
            if (last && heldBack.probably(process)) {
                capture.gaps.add(
                        "A thread was in the middle of realloc each time that the process was stopped: what its"
                                + " block points at may be reported as lost");
            }
            stopped = capture.read(early, openedFile, arena);
        }
        Effort effort = new Effort(
                stop - begin,
                System.nanoTime() - stop,
                stopped.copyNanos,
                stopped.copy.image().sizeBytes());
        LedgerReading reading = stopped.reading;
        return Optional.of(
                new Captured(stopped.snapshot(ledger.callPaths(reading.header(), reading.modules())), effort));
    }

    /** What waits in the agent can be read even where it may not be traced. */
    private static StoppedProcess stop(CaptureRequest request) throws ProcessException {
        return request.hold().isPresent()
                ? StoppedProcess.stopIfAllowed(request.pid())
                : StoppedProcess.stop(request.pid());
    }

    /** All that has to be read while the process stands still. */
    private record Stopped(
            ProcessIdentity identity,
            LedgerReading reading,
            List<Root> roots,
            List<Ranges.Range> inherited,
            MemoryCopy copy,
            List<MemoryImage.Part> constants,
            List<Snapshot.Code> code,
            List<ThreadStart> threads,
            long copyNanos,
            List<String> gaps) {
        Snapshot snapshot(CallPaths callPaths) {
            List<Root> all = new ArrayList<>(roots);
            all.addAll(new InheritedHeap(reading.live()::isOwn).roots(new ImageWords(copy.image())::at, inherited));
            return new Snapshot(
                    identity,
                    reading.blocks(),
                    callPaths,
                    all,
                    copy.image().with(constants),
                    code,
                    reading.notes(),
                    threads,
                    reading.wrongFrees(),
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
        ProcessStatus status = ProcessStatus.of(request.tid());
        List<Mapping> mappings = known.isPresent() ? known.get().mappings() : Mappings.of(request.tid());

        List<Root> roots = new ArrayList<>(registers());
        RootSearch.Found found = findRoots(mappings, status, reading);
        roots.addAll(found.roots());
        gaps.addAll(found.gaps());
        Ranges.Builder regions = new Ranges.Builder();
        for (AddressRange region : reading.rootRegions()) {
            roots.add(new Root.Range(Root.Kind.REGION, region.start(), region.end(), ""));
            regions.add(region.start(), region.end());
        }

        Constants constants = Constants.of(mappings, loaded(reading.modules()));
        CopyPlan plan = new CopyPlan(mappings, found.ranges().union(regions.build()), constants, reading.pages());
        TouchedPages touched = known.isPresent() && known.get().touched().isPresent()
                ? known.get().touched().get()
                : TouchedPages.in(request.tid(), plan.wanted());
        Ranges pages = plan.pages(touched);
        long copyStart = System.nanoTime();
        MemoryCopy copy = MemoryCopy.of(new ProcessMemory(request.tid()), pages, arena);
        long copyNanos = System.nanoTime() - copyStart;
        if (copy.unreadableBytes() > 0 && ProcessStatus.isEnding(request.pid())) {
            throw new CaptureException("Process %d was ended while it was read".formatted(request.pid()));
        }
        if (copy.unreadableBytes() > 0) {
            gaps.add("%,d bytes of memory could not be read: what only they point at is reported as lost"
                    .formatted(copy.unreadableBytes()));
        }
        List<MemoryImage.Part> inFiles = constants.inFiles().parts(pages, arena, gaps::add);
        gaps.addAll(unstopped.gaps());
        ProcessIdentity identity = new ProcessIdentity(request.pid(), status.parentPid(), status.command());
        return new Stopped(
                identity,
                reading,
                roots,
                found.inherited(),
                copy,
                inFiles,
                code(mappings),
                found.threads(),
                copyNanos,
                gaps);
    }

    private RootSearch.Found findRoots(List<Mapping> mappings, ProcessStatus status, LedgerReading reading)
            throws ProcessException, LedgerException {
        RootSearch search = new RootSearch(
                request.pid(),
                mappings,
                notInUse(mappings, reading.header()),
                mainHeap(mappings, status),
                reading.header().hasOtherAllocator() ? Optional.of(reading.allocatorRanges()) : Optional.empty(),
                reading.blocks(),
                reading.header().forked(),
                loaded(reading.modules()),
                reading.header().threadStacks().map(StackLists::of).orElse(StackLists.UNKNOWN),
                ThreadNumbers.of(request.pid()),
                threads());
        try (LiveWords words = new LiveWords(new ProcessMemory(request.tid()))) {
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
        Ranges agents = ranges.build().roundedOut(PAGE);
        if (request.hold().isEmpty()) {
            return agents;
        }
        AddressRange signalStack = request.hold().get().signalStack();
        return agents.union(Ranges.of(signalStack.start(), signalStack.end()));
    }

    private Ranges mainHeap(List<Mapping> mappings, ProcessStatus status) {
        if (status.startBrk() != 0 && request.hold().isPresent()) {
            return Ranges.of(status.startBrk(), request.hold().get().brk());
        }
        if (status.startBrk() == 0) {
            gaps.add("The kernel does not tell where the program break began, so the heap's start is a guess");
        }
        Ranges.Builder heap = new Ranges.Builder();
        mappings.stream()
                .filter(mapping -> mapping.name().equals("[heap]"))
                .forEach(mapping -> heap.add(Math.max(mapping.start(), status.startBrk()), mapping.end()));
        return heap.build();
    }

    /** The holding thread is inside the agent: its own registers, and its stack below the agent's entry, are not the program's. */
    private List<RunningThread> threads() {
        List<RunningThread> running = new ArrayList<>(unstopped.threads());
        request.hold().ifPresent(hold -> running.add(holding(hold)));
        for (StoppedThread thread : process.threads()) {
            if (!isHolding(thread)) {
                running.add(RunningThread.interrupted(
                        thread.tid(), thread.registers().rsp()));
            }
        }
        return running;
    }

    private static RunningThread holding(Message.Hold hold) {
        long sp = hold.registers().sp();
        return hold.reason() == HoldReason.SIGNAL
                ? RunningThread.interrupted(hold.tid(), sp)
                : RunningThread.calling(hold.tid(), sp);
    }

    private void checkHoldingThread() throws CaptureException {
        if (request.hold().isEmpty()) {
            return;
        }
        for (StoppedThread thread : process.threads()) {
            if (isHolding(thread)) {
                return;
            }
        }
        if (process.refusal().isPresent() && process.notStopped().contains(request.tid())) {
            return;
        }
        throw new CaptureException(("Process %d has no thread %d, which asked to be held; if it runs in a container,"
                        + " run Tidemark in the same one")
                .formatted(request.pid(), request.tid()));
    }

    private List<Root> registers() {
        List<Root> registers = new ArrayList<>();
        if (request.hold().isPresent()) {
            registers.addAll(heldRegisters(request.hold().get()));
        }
        for (StoppedThread thread : process.threads()) {
            if (!isHolding(thread)) {
                thread.registers()
                        .general()
                        .forEach(value -> registers.add(new Root.Register(thread.tid(), value.name(), value.value())));
            }
        }
        return registers;
    }

    private static List<Root> heldRegisters(Message.Hold hold) {
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
        return request.isHeld(thread.tid());
    }
}
