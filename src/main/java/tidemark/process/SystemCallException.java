package tidemark.process;

import java.util.Map;

/** A system call failed: which, and the kernel's error number. Callers that can say more turn it into a {@link ProcessException}. */
final class SystemCallException extends Exception {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int ECHILD = 10;
    static final int EAGAIN = 11;
    static final int EFAULT = 14;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int ENOSYS = 38;
    static final int EADDRINUSE = 98;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ENOTCONN = 107;

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(EPERM, "EPERM, not permitted"),
            Map.entry(ENOENT, "ENOENT, no such file"),
            Map.entry(ESRCH, "ESRCH, no such process"),
            Map.entry(EINTR, "EINTR, interrupted"),
            Map.entry(ENXIO, "ENXIO, nothing there"),
            Map.entry(ECHILD, "ECHILD, no such child"),
            Map.entry(EAGAIN, "EAGAIN, not ready"),
            Map.entry(EFAULT, "EFAULT, bad address"),
            Map.entry(ENFILE, "ENFILE, the system has too many open files"),
            Map.entry(EMFILE, "EMFILE, too many open files"),
            Map.entry(EPIPE, "EPIPE, the other side is gone"),
            Map.entry(ENOSYS, "ENOSYS, the kernel does not know this call"),
            Map.entry(EADDRINUSE, "EADDRINUSE, the address is in use"),
            Map.entry(ECONNRESET, "ECONNRESET, the other side is gone"));

    private final int errno;

    SystemCallException(String call, int errno) {
        super(call + " failed: " + MEANINGS.getOrDefault(errno, "error " + errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
