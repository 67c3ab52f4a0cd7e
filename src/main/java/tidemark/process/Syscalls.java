package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Linux system calls (x86-64), a method each. All go through one function of {@code native/syscall.c}, by JNI: linking it takes
 * 0.1 ms, a foreign-function handle of the same shape 30 ms of a cold JVM. A failure is a {@link SystemCallException}; a call
 * that a signal interrupted before it did anything is made again.
 */
final class Syscalls {
    private static final int READ = 0;
    private static final int CLOSE = 3;
    private static final int POLL = 7;
    private static final int LSEEK = 8;
    private static final int PREAD64 = 17;
    private static final int MMAP = 9;
    private static final int MUNMAP = 11;
    private static final int IOCTL = 16;
    private static final int MADVISE = 28;
    private static final int GETPID = 39;
    private static final int SENDTO = 44;
    private static final int RECVMSG = 47;
    private static final int GETSOCKOPT = 55;
    private static final int WAIT4 = 61;
    private static final int PTRACE = 101;
    private static final int GETEUID = 107;
    private static final int CLOCK_GETTIME = 228;
    private static final int OPENAT = 257;
    private static final int ACCEPT4 = 288;
    private static final int PROCESS_VM_READV = 310;
    private static final int PIDFD_OPEN = 434;

    static final int O_RDONLY_CLOEXEC = 0x80000;

    private static final int AT_FDCWD = -100;
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final int PROT_READ_AND_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final int MADV_HUGEPAGE = 14;

    /** The absolute path of the library that {@code native/} is compiled to. */
    private static final String LIBRARY_PROPERTY = "tidemark.native";

    static {
        System.load(System.getProperty(LIBRARY_PROPERTY, ""));
    }

    private Syscalls() {}

    static int read(int descriptor, MemorySegment into) throws SystemCallException {
        return (int) call("read", READ, descriptor, into.address(), into.byteSize(), 0, 0, 0);
    }

    static long pread(int descriptor, MemorySegment into, long offset) throws SystemCallException {
        return call("pread", PREAD64, descriptor, into.address(), into.byteSize(), offset, 0, 0);
    }

    /** Linux closes the descriptor whatever close returns, so its result says nothing that could be acted on. */
    static void close(int descriptor) {
        syscall(CLOSE, descriptor, 0, 0, 0, 0, 0);
    }

    static int poll(MemorySegment descriptors, int count, int timeoutMillis) throws SystemCallException {
        return (int) call("poll", POLL, descriptors.address(), count, timeoutMillis, 0, 0, 0);
    }

    static long lseek(int descriptor, long offset, int whence) throws SystemCallException {
        return call("lseek", LSEEK, descriptor, offset, whence, 0, 0, 0);
    }

    static long ioctl(int descriptor, int request, MemorySegment argument) throws SystemCallException {
        return call("ioctl", IOCTL, descriptor, Integer.toUnsignedLong(request), argument.address(), 0, 0, 0);
    }

    static long mapAnonymous(long sizeBytes) throws SystemCallException {
        return call("mmap", MMAP, 0, sizeBytes, PROT_READ_AND_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    }

    /** Advice only: a kernel without huge pages does as well. */
    static void adviseHugePages(long address, long sizeBytes) {
        syscall(MADVISE, address, sizeBytes, MADV_HUGEPAGE, 0, 0, 0);
    }

    static void unmap(long address, long sizeBytes) {
        syscall(MUNMAP, address, sizeBytes, 0, 0, 0, 0);
    }

    static int getpid() {
        return (int) syscall(GETPID, 0, 0, 0, 0, 0, 0);
    }

    /** Of all threads of this process. */
    static long processorNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2); // struct timespec
            syscall(CLOCK_GETTIME, CLOCK_PROCESS_CPUTIME_ID, time.address(), 0, 0, 0, 0);
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        }
    }

    static int geteuid() {
        return (int) syscall(GETEUID, 0, 0, 0, 0, 0, 0);
    }

    static int accept4(int socket, int flags) throws SystemCallException {
        return (int) call("accept4", ACCEPT4, socket, 0, 0, flags, 0, 0);
    }

    static void getsockopt(int socket, int level, int option, MemorySegment value, MemorySegment length)
            throws SystemCallException {
        call("getsockopt", GETSOCKOPT, socket, level, option, value.address(), length.address(), 0);
    }

    static int recvmsg(int socket, MemorySegment header, int flags) throws SystemCallException {
        return (int) call("recvmsg", RECVMSG, socket, header.address(), flags, 0, 0, 0);
    }

    static void send(int socket, MemorySegment bytes, int flags) throws SystemCallException {
        call("sendto", SENDTO, socket, bytes.address(), bytes.byteSize(), flags, 0, 0);
    }

    /** The process's exit is told on the returned descriptor: it becomes readable. */
    static int pidfdOpen(int pid) throws SystemCallException {
        return (int) call("pidfd_open", PIDFD_OPEN, pid, 0, 0, 0, 0, 0);
    }

    static int open(Path path, int flags) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString(), StandardCharsets.UTF_8);
            return (int) call("openat", OPENAT, AT_FDCWD, name.address(), flags, 0, 0, 0);
        }
    }

    static long ptrace(int request, int tid, long address, long data) throws SystemCallException {
        return call("ptrace", PTRACE, request, tid, address, data, 0, 0);
    }

    /** The tid whose state changed, or 0 if {@code options} has WNOHANG and there is none. */
    static int wait4(int tid, MemorySegment status, int options) throws SystemCallException {
        return (int) call("wait4", WAIT4, tid, status.address(), options, 0, 0, 0);
    }

    /** How many bytes could be read; fewer than asked for if the memory ends before. */
    static long processVmReadv(int pid, MemorySegment into, long address) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vectors = arena.allocateFrom(
                    ValueLayout.JAVA_LONG, into.address(), into.byteSize(), address, into.byteSize());
            return processVmReadv(pid, vectors.address(), vectors.address() + 16, 1);
        }
    }

    /** From {@code count} places of the process into one of ours, given by the addresses of their struct iovec. */
    static long processVmReadv(int pid, long local, long remote, int count) throws SystemCallException {
        return call("process_vm_readv", PROCESS_VM_READV, pid, local, 1, remote, count, 0);
    }

    static long call(String name, int number, long a, long b, long c, long d, long e, long f)
            throws SystemCallException {
        long result = syscall(number, a, b, c, d, e, f);
        while (result == -SystemCallException.EINTR) {
            result = syscall(number, a, b, c, d, e, f);
        }
        if (result < 0) {
            throw new SystemCallException(name, (int) -result);
        }
        return result;
    }

    /** As the kernel returns it: an error is its negative number. */
    private static native long syscall(long number, long a, long b, long c, long d, long e, long f);
}
