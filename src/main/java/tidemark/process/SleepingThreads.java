package tidemark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The threads of a process at a moment when all of them slept in a system call: once the process has been stopped it can be told whether
 * they slept on until then, so that what was read of its memory meanwhile is what it still is.
 *
 * <p>The kernel counts how often a thread has fallen asleep, and tells where it sleeps (/proc/PID/task/TID/status and syscall, proc(5)).
 * Being stopped is one more sleep. A thread that woke up by itself before that, and sleeps again or not, has another count or stands
 * elsewhere.
 */
public final class SleepingThreads {
    /** Beyond, looking at each takes longer than it can be worth. */
    private static final int MOST_THREADS = 64;

    private static final int CALL_WORDS = 9;
    private static final String FUTEX = "202";
    private static final int SP = 7;
    private static final int PC = 8;

    private static final String SLEEPING = "\nState:\tS";
    private static final String SWITCHES = "\nvoluntary_ctxt_switches:\t";

    private record Sleep(long switches, long sp, long pc) {}

    private final Map<Integer, Sleep> byTid;

    private SleepingThreads(Map<Integer, Sleep> byTid) {
        this.byTid = byTid;
    }

    /** Empty if a thread is awake, or if the kernel does not tell. */
    public static Optional<SleepingThreads> of(int pid) {
        Path tasks = Path.of("/proc", Integer.toString(pid), "task");
        String[] tids = tasks.toFile().list();
        if (tids == null || tids.length == 0 || tids.length > MOST_THREADS) {
            return Optional.empty();
        }
        Map<Integer, Sleep> byTid = new HashMap<>();
        for (String tid : tids) {
            Optional<Sleep> sleep = sleep(tasks.resolve(tid));
            if (sleep.isEmpty()) {
                return Optional.empty();
            }
            byTid.put(Integer.parseInt(tid), sleep.get());
        }
        return Optional.of(new SleepingThreads(byTid));
    }

    /** Whether these are the stopped process's threads, and none of them has run since. */
    public boolean sleptUntil(StoppedProcess stopped, int pid) {
        if (stopped.threads().size() != byTid.size() || !stopped.notStopped().isEmpty()) {
            return false;
        }
        for (StoppedThread thread : stopped.threads()) {
            Sleep sleep = byTid.get(thread.tid());
            Path task = Path.of("/proc", Integer.toString(pid), "task", Integer.toString(thread.tid()));
            if (sleep == null
                    || thread.registers().rsp() != sleep.sp
                    || thread.registers().rip() != sleep.pc
                    || switches(read(task.resolve("status"))) != sleep.switches + 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether they sleep still, and have done so ever since. */
    public boolean sleepOn(int pid) {
        Optional<SleepingThreads> now = of(pid);
        return now.isPresent() && now.get().byTid.equals(byTid);
    }

    /** Of a thread that sleeps in a system call. */
    public static OptionalLong stackPointer(int pid, int tid) {
        String[] call = call(Path.of("/proc", Integer.toString(pid), "task", Integer.toString(tid)));
        return call.length < CALL_WORDS ? OptionalLong.empty() : OptionalLong.of(Long.decode(call[SP]));
    }

    /** Whether it waits on the word by futex(2). */
    public static boolean waitsOn(int pid, int tid, long word) {
        String[] call = call(Path.of("/proc", Integer.toString(pid), "task", Integer.toString(tid)));
        return call.length == CALL_WORDS && call[0].equals(FUTEX) && Long.decode(call[1]) == word;
    }

    /** "NUMBER ARGUMENTS... SP PC" of a thread that sleeps in a system call; "running", or "-1 SP PC", otherwise. */
    private static String[] call(Path task) {
        return read(task.resolve("syscall")).strip().split(" ", -1);
    }

    private static Optional<Sleep> sleep(Path task) {
        String before = read(task.resolve("status"));
        String[] call = call(task);
        // Read twice, since a thread that is about to fall asleep may yet find that it need not.
        String after = read(task.resolve("status"));
        long switches = switches(before);
        if (!before.contains(SLEEPING) || !after.contains(SLEEPING) || switches < 0 || switches != switches(after)) {
            return Optional.empty();
        }
        if (call.length < CALL_WORDS) {
            return Optional.empty();
        }
        return Optional.of(new Sleep(switches, Long.decode(call[SP]), Long.decode(call[PC])));
    }

    private static long switches(String status) {
        int at = status.indexOf(SWITCHES);
        int end = at < 0 ? -1 : status.indexOf('\n', at + 1);
        return end < 0 ? -1 : Long.parseLong(status, at + SWITCHES.length(), end, 10);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
