package tidemark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What /proc tells about a process as a whole.
 *
 * @param startBrk where the program break's area starts; 0 if the kernel does not tell
 * @param command the arguments, from the program's name on, as they stand in the process's memory; empty for a zombie
 * @param executable the program's file; empty for a zombie
 */
public record ProcessStatus(int pid, int parentPid, long startBrk, List<String> command, Optional<Path> executable) {
    // Numbered as in proc(5), where the state, the first behind the command name, is field 3.
    private static final int STATE = 3;
    private static final int PARENT_PID = 4;
    private static final int FLAGS = 9;
    private static final int START_BRK = 47;

    /** PF_EXITING of the kernel's flags. */
    private static final long EXITING = 4;

    private static final long SIGKILL_BIT = 1 << 8;

    /** Beyond, looking at each takes longer than it can be worth. */
    private static final int MOST_THREADS = 64;

    public ProcessStatus {
        command = List.copyOf(command);
    }

    public static ProcessStatus of(int pid) throws ProcessException {
        Path folder = Path.of("/proc", Integer.toString(pid));
        String[] fields = stat(folder)
                .orElseThrow(() -> new ProcessException(
                        "Process " + pid + " cannot be inspected: it has ended, or /proc is not mounted"));
        if (fields.length <= START_BRK - STATE) {
            throw new ProcessException("Unknown format of " + folder.resolve("stat") + "; please report this kernel");
        }
        return new ProcessStatus(
                pid,
                Integer.parseInt(fields[PARENT_PID - STATE]),
                Long.parseUnsignedLong(fields[START_BRK - STATE]),
                command(folder),
                executable(folder));
    }

    /** The pid of this very process. */
    public static int selfPid() {
        return Syscalls.getpid();
    }

    /** The processor time that this very process has used. */
    public static long selfProcessorNanos() {
        return Syscalls.processorNanos();
    }

    /** R, S, D, Z and so on, as in proc(5); X if the thread is gone. */
    public static char threadState(int pid, int tid) {
        return stat(Path.of("/proc", Integer.toString(pid), "task", Integer.toString(tid)))
                .map(fields -> fields[0].charAt(0))
                .orElse('X');
    }

    /** Whether the process has ended, is about to, or will as soon as it runs, since it was killed. */
    public static boolean isEnding(int pid) {
        Optional<String[]> fields = stat(Path.of("/proc", Integer.toString(pid)));
        if (fields.isEmpty() || fields.get().length <= FLAGS - STATE) {
            return true;
        }
        boolean leaving = (Long.parseLong(fields.get()[FLAGS - STATE]) & EXITING) != 0;
        return leaving || "ZXx".indexOf(fields.get()[0]) >= 0 || killed(pid);
    }

    /** Of signals that wait for a process or its main thread: the kernel gives SIGKILL to each thread. */
    private static boolean killed(int pid) {
        for (String line :
                text(Path.of("/proc", Integer.toString(pid), "status")).split("\n", -1)) {
            if (line.startsWith("SigPnd:") || line.startsWith("ShdPnd:")) {
                if ((Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGKILL_BIT) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first of the process's threads that has memory to show: a main thread that has left by pthread_exit has none. */
    public static Optional<Integer> livingThread(int pid) {
        String[] tids = Path.of("/proc", Integer.toString(pid), "task").toFile().list();
        for (String tid : tids == null ? new String[0] : tids) {
            if ("ZXx".indexOf(threadState(pid, Integer.parseInt(tid))) < 0) {
                return Optional.of(Integer.parseInt(tid));
            }
        }
        return Optional.empty();
    }

    /** The pids of its living children; not all of them if it has very many threads, or if the kernel does not tell. */
    public static List<Integer> children(int pid) {
        Path tasks = Path.of("/proc", Integer.toString(pid), "task");
        String[] tids = tasks.toFile().list();
        List<Integer> children = new ArrayList<>();
        for (int i = 0; tids != null && i < Math.min(tids.length, MOST_THREADS); i++) {
            for (String child : text(tasks.resolve(tids[i]).resolve("children")).split(" ", -1)) {
                if (!child.isBlank()) {
                    children.add(Integer.parseInt(child.strip()));
                }
            }
        }
        return children;
    }

    /**
     * Whether a variable of the environment with which its program was started begins so. A program can overwrite it.
     */
    public static boolean environmentHas(int pid, String start) {
        String environment = "\0" + text(Path.of("/proc", Integer.toString(pid), "environ"));
        return environment.contains("\0" + start);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    /** The fields behind the command name, which is in parentheses and may contain blanks and parentheses. */
    private static Optional<String[]> stat(Path folder) {
        try {
            String text = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(text.substring(text.lastIndexOf(')') + 1).strip().split(" "));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> command(Path folder) {
        try {
            String text = new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8);
            if (text.endsWith("\0")) {
                text = text.substring(0, text.length() - 1);
            }
            return text.isEmpty() ? List.of() : List.of(text.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Path> executable(Path folder) {
        try {
            return Optional.of(Files.readSymbolicLink(folder.resolve("exe")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
