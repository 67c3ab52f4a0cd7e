package tidemark.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops all threads of a process by ptrace. All methods are called by one platform thread, which the kernel knows as the
 * tracer. Threads are seized, not attached, so no SIGSTOP is sent that the process could see.
 */
final class ThreadTracer {
    private static final int PTRACE_GETREGS = 12;
    private static final int PTRACE_DETACH = 17;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int PTRACE_INTERRUPT = 0x4207;
    private static final int WNOHANG_WALL = 1 | 0x40000000;

    /** A stop by PTRACE_INTERRUPT or by job control; without it, a stop in front of a signal's delivery. */
    private static final int PTRACE_EVENT_STOP = 128;

    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;
    private static final long UNINTERRUPTIBLE_LIMIT_NANOS = 100_000_000;
    private static final long LIMIT_NANOS = 5_000_000_000L;

    /** Each round stops what earlier rounds' threads started before they stopped; more rounds than a few are never seen. */
    private static final int ROUND_LIMIT = 1000;

    record Stopped(List<StoppedThread> threads, List<Integer> notStopped) {
        Stopped {
            threads = List.copyOf(threads);
            notStopped = List.copyOf(notStopped);
        }
    }

    private final int pid;
    private final Map<Integer, Integer> signalsByTid = new LinkedHashMap<>();
    private final List<Integer> notStopped = new ArrayList<>();

    ThreadTracer(int pid) {
        this.pid = pid;
    }

    Stopped stopAll() throws ProcessException {
        Set<Integer> known = new HashSet<>();
        for (int round = 0; round < ROUND_LIMIT; round++) {
            List<Integer> seized = new ArrayList<>();
            List<Integer> tids = tids(pid);
            for (int tid : tids) {
                if (known.add(tid) && seize(tid)) {
                    seized.add(tid);
                }
            }
            for (int tid : seized) {
                awaitStop(tid);
            }
            if (seized.isEmpty()) {
                return new Stopped(stoppedThreads(), notStopped);
            }
        }
        throw new ProcessException("Process " + pid + " starts threads faster than they can be stopped");
    }

    static List<Integer> tids(int pid) throws ProcessException {
        Path folder = Path.of("/proc", Integer.toString(pid), "task");
        List<Integer> tids = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder)) {
            for (Path task : tasks) {
                tids.add(Integer.parseInt(task.getFileName().toString()));
            }
            return tids;
        } catch (IOException e) {
            throw new ProcessException("Process " + pid + " has ended and can no longer be observed", e);
        }
    }

    /** False if the thread has ended meanwhile. */
    private boolean seize(int tid) throws ProcessException {
        try {
            Syscalls.ptrace(PTRACE_SEIZE, tid, 0, 0);
            Syscalls.ptrace(PTRACE_INTERRUPT, tid, 0, 0);
            return true;
        } catch (SystemCallException e) {
            // The kernel says EPERM of a thread that is ending.
            if (e.errno() == SystemCallException.ESRCH || "ZXx".indexOf(ProcessStatus.threadState(pid, tid)) >= 0) {
                return false;
            }
            throw TracingRefusal.of(pid, e);
        }
    }

    private void awaitStop(int tid) {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE_NANOS;
        while (!waitedFor(tid)) {
            long waited = System.nanoTime() - start;
            if (waited > LIMIT_NANOS
                    || (waited > UNINTERRUPTIBLE_LIMIT_NANOS && ProcessStatus.threadState(pid, tid) == 'D')) {
                notStopped.add(tid);
                return;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /** True if the thread now stands still, or is gone. */
    private boolean waitedFor(int tid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            if (Syscalls.wait4(tid, status, WNOHANG_WALL) == 0) {
                return false;
            }
            int value = status.get(ValueLayout.JAVA_INT, 0);
            if ((value & 0xff) == 0x7f) {
                // A thread that stops in front of a signal stands still as well; the signal is handed on when it is let
                // go. The interrupt that is then still due ends with the detaching.
                int signal = value >>> 16 == PTRACE_EVENT_STOP ? 0 : value >>> 8 & 0xff;
                signalsByTid.put(tid, signal);
            }
            return true;
        } catch (SystemCallException e) {
            // ECHILD: gone.
            return true;
        }
    }

    private List<StoppedThread> stoppedThreads() {
        List<StoppedThread> threads = new ArrayList<>();
        for (int tid : signalsByTid.keySet()) {
            registers(tid).ifPresent(registers -> threads.add(new StoppedThread(tid, registers)));
        }
        return threads;
    }

    /** Empty if the thread was killed meanwhile: SIGKILL takes it out of any stop. */
    private Optional<Registers> registers(int tid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(Registers.STRUCT_BYTES, Long.BYTES);
            Syscalls.ptrace(PTRACE_GETREGS, tid, 0, struct.address());
            return Optional.of(Registers.of(struct));
        } catch (SystemCallException e) {
            return Optional.empty();
        }
    }

    void detachAll() {
        // One that stopped only now must not stay behind with a signal that it stopped for.
        notStopped.forEach(this::waitedFor);
        signalsByTid.forEach((tid, signal) -> {
            try {
                Syscalls.ptrace(PTRACE_DETACH, tid, 0, signal);
            } catch (SystemCallException e) {
                // ESRCH: killed meanwhile; nothing is left to let go.
            }
        });
    }
}
