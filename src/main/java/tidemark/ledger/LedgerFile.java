package tidemark.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import tidemark.process.AddressRange;
import tidemark.process.AnonymousMemory;
import tidemark.process.SparseFile;

/** The ledger's bytes: reads regions by copying them into one buffer after another. */
final class LedgerFile implements AutoCloseable {
    /** Fits a core's cache, with the words that are made of it. */
    private static final int BUFFER_BYTES = 256 << 10;

    /** Gets a record's number and the record's bytes at {@code offset} in {@code buffer}. */
    interface RecordReader {
        void read(int number, MemorySegment buffer, long offset) throws LedgerException;
    }

    /** Gets the first {@code count} of {@code words}, and the offset in the file of the first one. */
    interface WordReader {
        void read(long fileOffset, long[] words, int count) throws LedgerException;
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
        if (count > 0) {
            forEachRecord(regionOffset, recordBytes, 0, count, reader);
        }
    }

    /** The records of a region from {@code first} up to but without {@code end}, of which there is at least one. */
    void forEachRecord(long regionOffset, long recordBytes, int first, int end, RecordReader reader)
            throws LedgerException {
        try (Arena arena = Arena.ofConfined()) {
            int perBuffer = (int) Math.min(end - first, Math.max(1, BUFFER_BYTES / recordBytes));
            MemorySegment buffer = AnonymousMemory.allocate(perBuffer * recordBytes, arena);
            for (int at = first; at < end; at += perBuffer) {
                int here = Math.min(perBuffer, end - at);
                file.read(regionOffset + at * recordBytes, buffer.asSlice(0, here * recordBytes));
                for (int i = 0; i < here; i++) {
                    reader.read(at + i, buffer, i * recordBytes);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The words of some ranges of the file, which start and end at multiples of 8. They come as arrays since loops over these are quick
     * in a cold JVM, where a read from a segment takes a microsecond.
     */
    void forEachWord(List<AddressRange> ranges, WordReader reader) throws LedgerException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = AnonymousMemory.allocate(BUFFER_BYTES, arena);
            long[] words = new long[BUFFER_BYTES / Long.BYTES];
            MemorySegment wordBytes = MemorySegment.ofArray(words);
            for (AddressRange range : ranges) {
                for (long at = range.start(); at < range.end(); at += BUFFER_BYTES) {
                    MemorySegment piece = buffer.asSlice(0, Math.min(BUFFER_BYTES, range.end() - at));
                    file.read(at, piece);
                    wordBytes.copyFrom(piece);
                    reader.read(at, words, (int) (piece.byteSize() / Long.BYTES));
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The parts of a range that were ever written, by rising offset, in whole pages but for the range's own ends. */
    List<AddressRange> written(long start, long end) throws LedgerException {
        try {
            return file.dataRanges(start, end);
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
