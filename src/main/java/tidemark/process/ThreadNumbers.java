package tidemark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which number a thread has here that has another one in its own pid namespace: by that it knows itself, and by that its C library knows it. Within
 * one namespace the two are the same (NSpid in /proc/PID/status, proc(5)).
 */
public final class ThreadNumbers {
    private static final String NUMBERS = "\nNSpid:\t";
    private static final ThreadNumbers SAME = new ThreadNumbers(Map.of(), true);

    private final Map<Integer, Integer> hereByOwn;
    private final boolean same;

    private ThreadNumbers(Map<Integer, Integer> hereByOwn, boolean same) {
        this.hereByOwn = hereByOwn;
        this.same = same;
    }

    /** Of the threads that the process has now. */
    public static ThreadNumbers of(int pid) {
        Path folder = Path.of("/proc", Integer.toString(pid));
        if (numbers(folder).indexOf('\t') < 0) {
            return SAME;
        }
        Map<Integer, Integer> hereByOwn = new HashMap<>();
        String[] tids = folder.resolve("task").toFile().list();
        for (String tid : tids == null ? new String[0] : tids) {
            int here = Integer.parseInt(tid);
            hereByOwn.put(own(folder.resolve("task").resolve(tid), here), here);
        }
        return new ThreadNumbers(hereByOwn, false);
    }

    /** @return 0 if there is no such thread */
    public int here(int own) {
        return same ? own : hereByOwn.getOrDefault(own, 0);
    }

    /** The last of its numbers, which its own namespace has; {@code here} if the kernel does not tell. */
    private static int own(Path folder, int here) {
        String numbers = numbers(folder);
        return numbers.isEmpty() ? here : Integer.parseInt(numbers.substring(numbers.lastIndexOf('\t') + 1));
    }

    /** From this namespace's to its own, divided by tabs; empty if the kernel does not tell. */
    private static String numbers(Path folder) {
        try {
            String status = Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1);
            int at = status.indexOf(NUMBERS);
            int end = at < 0 ? -1 : status.indexOf('\n', at + 1);
            return end < 0 ? "" : status.substring(at + NUMBERS.length(), end);
        } catch (IOException _) {
            return "";
        }
    }
}
