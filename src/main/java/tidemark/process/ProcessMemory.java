package tidemark.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Another process's memory, read only. The process need not be stopped, but what runs may change between two reads. May be
 * used by any thread. Where process_vm_readv is forbidden to us altogether, as by the seccomp filters of containers, it is read from
 * /proc/PID/mem, for which the kernel asks the same of the two processes.
 */
public final class ProcessMemory {
    /** As many as the kernel takes in one call (UIO_MAXIOV). */
    public static final int MOST_RANGES = 1024;

    /** Larger pieces are no faster, and smaller ones than 1 MiB are slower. */
    private static final long PIECE_BYTES = 8 << 20;

    private static final int PAGE_BYTES = 4096;
    private static final int PAGEMAP_PIECE_BYTES = 1 << 20;
    private static final long PRESENT_OR_SWAPPED = 3L << 62;

    private final int pid;
    private volatile boolean callForbidden;

    public ProcessMemory(int pid) {
        this.pid = pid;
    }

    /**
     * Fills {@code into}, a native segment, from the address on. Returns how many bytes could be read: fewer than asked
     * for if a page on the way is not readable.
     */
    public long read(long address, MemorySegment into) throws ProcessException {
        long done = 0;
        while (done < into.byteSize()) {
            MemorySegment piece = into.asSlice(done, Math.min(PIECE_BYTES, into.byteSize() - done));
            long read = readPiece(address + done, piece);
            done += read;
            if (read < piece.byteSize()) {
                break;
            }
        }
        return done;
    }

    /**
     * Fills {@code into}, a native segment, with ranges one behind the other, by one system call. Returns how many bytes could be read,
     * from the first range on: fewer than asked for if a page on the way is not readable.
     *
     * @param ranges at most {@link #MOST_RANGES}, together as large as {@code into}
     */
    public long read(List<AddressRange> ranges, MemorySegment into) throws ProcessException {
        if (callForbidden) {
            return readFile(ranges, into);
        }
        try (Arena arena = Arena.ofConfined()) {
            long[] vectors = new long[2 + 2 * ranges.size()];
            vectors[0] = into.address();
            vectors[1] = into.byteSize();
            for (int i = 0; i < ranges.size(); i++) {
                vectors[2 * i + 2] = ranges.get(i).start();
                vectors[2 * i + 3] = ranges.get(i).sizeBytes();
            }
            MemorySegment vector = arena.allocateFrom(ValueLayout.JAVA_LONG, vectors);
            return Syscalls.processVmReadv(pid, vector.address(), vector.address() + 16, ranges.size());
        } catch (SystemCallException e) {
            return failed(e, ranges, into);
        }
    }

    private long readPiece(long address, MemorySegment into) throws ProcessException {
        List<AddressRange> range = List.of(new AddressRange(address, address + into.byteSize()));
        if (callForbidden) {
            return readFile(range, into);
        }
        try {
            return Syscalls.processVmReadv(pid, into, address);
        } catch (SystemCallException e) {
            return failed(e, range, into);
        }
    }

    private long failed(SystemCallException e, List<AddressRange> ranges, MemorySegment into) throws ProcessException {
        return switch (e.errno()) {
            case SystemCallException.EFAULT -> 0;
            case SystemCallException.EPERM, SystemCallException.ENOSYS -> {
                try {
                    long read = readFile(ranges, into);
                    callForbidden = true;
                    yield read;
                } catch (ProcessException _) {
                    throw TracingRefusal.of(pid, e);
                }
            }
            case SystemCallException.ESRCH ->
                throw new ProcessException("Process " + pid + " has ended: its memory can no longer be read", e);
            default -> throw TracingRefusal.of(pid, e);
        };
    }

    private long readFile(List<AddressRange> ranges, MemorySegment into) throws ProcessException {
        try {
            int file = Syscalls.open(Path.of("/proc", Integer.toString(pid), "mem"), Syscalls.O_RDONLY_CLOEXEC);
            try {
                return readFile(file, ranges, into);
            } finally {
                Syscalls.close(file);
            }
        } catch (SystemCallException e) {
            throw TracingRefusal.of(pid, e);
        }
    }

    private static long readFile(int file, List<AddressRange> ranges, MemorySegment into) throws SystemCallException {
        long done = 0;
        for (AddressRange range : ranges) {
            long end = done + range.sizeBytes();
            long from = range.start() - done;
            while (done < end) {
                long read = readFile(file, from + done, into.asSlice(done, end - done));
                if (read == 0) {
                    return done;
                }
                done += read;
            }
        }
        return done;
    }

    /** 0 where there is no memory, or if the process has ended. */
    private static long readFile(int file, long address, MemorySegment into) throws SystemCallException {
        try {
            return Syscalls.pread(file, into, address);
        } catch (SystemCallException e) {
            if (e.errno() == SystemCallException.EIO) {
                return 0;
            }
            throw e;
        }
    }

    /** The 8 bytes at the address; empty if they cannot be read. */
    public OptionalLong word(long address) throws ProcessException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(ValueLayout.JAVA_LONG);
            return read(address, word) == Long.BYTES
                    ? OptionalLong.of(word.get(ValueLayout.JAVA_LONG, 0))
                    : OptionalLong.empty();
        }
    }

    /** The C string at the address; empty if it does not end within {@code limitBytes} readable bytes. */
    public Optional<String> string(long address, int limitBytes) throws ProcessException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(limitBytes);
            long read = read(address, bytes);
            for (long i = 0; i < read; i++) {
                if (bytes.get(ValueLayout.JAVA_BYTE, i) == 0) {
                    byte[] text = bytes.asSlice(0, i).toArray(ValueLayout.JAVA_BYTE);
                    return Optional.of(new String(text, StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        }
    }

    /**
     * The parts of the range that the process has touched, by rising address, in whole pages cut to the range. Pages that it never touched read as
     * zero or as the mapped file says. Where the kernel does not tell, the whole range.
     */
    public List<AddressRange> presentRanges(long start, long end) {
        List<AddressRange> ranges = new ArrayList<>();
        try (FileChannel pagemap = FileChannel.open(Path.of("/proc", Integer.toString(pid), "pagemap"))) {
            ByteBuffer entries = ByteBuffer.allocateDirect(PAGEMAP_PIECE_BYTES).order(ByteOrder.nativeOrder());
            long firstPage = start / PAGE_BYTES;
            long pages = (end + PAGE_BYTES - 1) / PAGE_BYTES - firstPage;
            PresentRun run = new PresentRun(start, end, ranges);
            for (long page = 0; page < pages; ) {
                entries.clear().limit((int) Math.min(PAGEMAP_PIECE_BYTES, (pages - page) * Long.BYTES));
                int read = pagemap.read(entries, (firstPage + page) * Long.BYTES);
                if (read < Long.BYTES) {
                    return List.of(new AddressRange(start, end));
                }
                for (int i = 0; i < read / Long.BYTES; i++, page++) {
                    run.page(firstPage + page, (entries.getLong(i * Long.BYTES) & PRESENT_OR_SWAPPED) != 0);
                }
            }
            run.finish(firstPage + pages);
            return ranges;
        } catch (IOException e) {
            return List.of(new AddressRange(start, end));
        }
    }

    /** Joins neighbouring present pages. */
    private static final class PresentRun {
        private final long start;
        private final long end;
        private final List<AddressRange> ranges;
        private long firstPage = -1;

        PresentRun(long start, long end, List<AddressRange> ranges) {
            this.start = start;
            this.end = end;
            this.ranges = ranges;
        }

        void page(long page, boolean present) {
            if (present && firstPage < 0) {
                firstPage = page;
            } else if (!present && firstPage >= 0) {
                finish(page);
            }
        }

        void finish(long endPage) {
            if (firstPage >= 0) {
                ranges.add(
                        new AddressRange(Math.max(start, firstPage * PAGE_BYTES), Math.min(end, endPage * PAGE_BYTES)));
                firstPage = -1;
            }
        }
    }
}
