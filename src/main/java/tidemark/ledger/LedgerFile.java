package tidemark.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import tidemark.process.AddressRange;
import tidemark.process.SparseFile;

/** The ledger's bytes: reads records of a region by copying them into one buffer after another. */
final class LedgerFile implements AutoCloseable {
    private static final long BUFFER_BYTES = 1 << 20;

    /** Gets a record's number and the record's bytes at {@code offset} in {@code buffer}. */
    interface RecordReader {
        void read(int number, MemorySegment buffer, long offset) throws LedgerException;
    }

    /** Gets a stretch of a range that was written, and the offset in the file of its first byte. */
    interface StretchReader {
        void read(long fileOffset, MemorySegment bytes) throws LedgerException;
    }

    private final SparseFile file;

    private LedgerFile(SparseFile file) {
        this.file = file;
    }

    static LedgerFile open(Path path) throws LedgerException {
        try {
            return new LedgerFile(SparseFile.open(path));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    LedgerHeader header() throws LedgerException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(LedgerLayout.HEADER_STRUCT_BYTES, Long.BYTES);
            file.read(LedgerLayout.HEADER_OFFSET, header);
            return LedgerHeader.read(header);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The first {@code count} records of a region, in order. */
    void forEachRecord(long regionOffset, long recordBytes, int count, RecordReader reader) throws LedgerException {
        if (count == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int perBuffer = (int) Math.min(count, Math.max(1, BUFFER_BYTES / recordBytes));
            MemorySegment buffer = arena.allocate(perBuffer * recordBytes, Long.BYTES);
            for (int first = 0; first < count; first += perBuffer) {
                int here = Math.min(perBuffer, count - first);
                file.read(regionOffset + first * recordBytes, buffer.asSlice(0, here * recordBytes));
                for (int i = 0; i < here; i++) {
                    reader.read(first + i, buffer, i * recordBytes);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Everything in a range that was ever written, in stretches of at most 1 MiB, by rising offset. */
    void forEachStretch(long start, long end, MemorySegment buffer, StretchReader reader) throws LedgerException {
        try {
            for (AddressRange data : file.dataRanges(start, end)) {
                for (long at = data.start(); at < data.end(); at += buffer.byteSize()) {
                    MemorySegment stretch = buffer.asSlice(0, Math.min(buffer.byteSize(), data.end() - at));
                    file.read(at, stretch);
                    reader.read(at, stretch);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static MemorySegment stretchBuffer(Arena arena) {
        return arena.allocate(BUFFER_BYTES, ValueLayout.JAVA_LONG.byteAlignment());
    }

    /** Whether anything was ever written in a range. */
    boolean written(long start, long end) throws LedgerException {
        try {
            List<AddressRange> data = file.dataRanges(start, end);
            return !data.isEmpty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static LedgerException unreadable(IOException e) {
        String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
        return new LedgerException("The ledger cannot be read: " + e.getMessage() + cause, e);
    }

    @Override
    public void close() {
        file.close();
    }
}
