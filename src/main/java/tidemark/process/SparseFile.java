package tidemark.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file, mostly holes, that another process writes. It is read by copying, never mapped: should the writer cut it short, a
 * read fails with an exception where a mapping would raise SIGBUS; and copying into a buffer that stays in the cache is
 * faster than taking a page fault for each page.
 */
public final class SparseFile implements AutoCloseable {
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final Path path;
    private final int descriptor;

    private SparseFile(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    public static SparseFile open(Path path) throws IOException {
        try {
            return new SparseFile(path, Syscalls.open(path, Syscalls.O_RDONLY_CLOEXEC));
        } catch (SystemCallException e) {
            throw new IOException("Cannot open " + path, e);
        }
    }

    public long sizeBytes() throws IOException {
        try {
            return Syscalls.lseek(descriptor, 0, SEEK_END);
        } catch (SystemCallException e) {
            throw failure("size", e);
        }
    }

    /** Fills {@code into}, a native segment; fails if the file ends before. */
    public void read(long offset, MemorySegment into) throws IOException {
        try {
            for (long done = 0; done < into.byteSize(); ) {
                long read = Syscalls.pread(descriptor, into.asSlice(done), offset + done);
                if (read == 0) {
                    throw new IOException(path + " ends before offset " + (offset + into.byteSize()));
                }
                done += read;
            }
        } catch (SystemCallException e) {
            throw failure("read", e);
        }
    }

    /** The parts of a range of offsets that were ever written, by rising offset; what lies between them reads as zero. */
    public List<AddressRange> dataRanges(long start, long end) throws IOException {
        List<AddressRange> ranges = new ArrayList<>();
        try {
            long at = start;
            while (at < end) {
                long data = Syscalls.lseek(descriptor, at, SEEK_DATA);
                if (data >= end) {
                    break;
                }
                at = Syscalls.lseek(descriptor, data, SEEK_HOLE);
                ranges.add(new AddressRange(data, Math.min(at, end)));
            }
        } catch (SystemCallException e) {
            // ENXIO: only a hole is left up to the end of the file.
            if (e.errno() != SystemCallException.ENXIO) {
                throw failure("search", e);
            }
        }
        return ranges;
    }

    private IOException failure(String what, SystemCallException e) {
        return new IOException("Cannot " + what + " " + path, e);
    }

    @Override
    public void close() {
        Syscalls.close(descriptor);
    }
}
