package tidemark.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tidemark.process.AddressRange;
import tidemark.process.AnonymousMemory;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;
import tidemark.snapshot.MemoryImage;

/**
 * Copies ranges of a process's memory, with as many threads as pay off: half of the time goes into the page faults of the
 * buffer.
 *
 * @param unreadableBytes how much the kernel would not give; it reads as zero in the image
 */
record MemoryCopy(MemoryImage image, long unreadableBytes) {
    private static final long PAGE_BYTES = 4096;
    private static final long BATCH_BYTES = 8 << 20;
    private static final int MOST_THREADS = 4;

    /** Pieces of the process's memory that come to lie one behind the other. */
    private record Batch(List<AddressRange> pieces, MemorySegment into) {}

    /** @param ranges in whole pages */
    static MemoryCopy of(ProcessMemory memory, Ranges ranges, Arena arena) throws ProcessException {
        MemorySegment buffer = AnonymousMemory.allocate(ranges.sizeBytes(), arena);
        List<MemoryImage.Part> parts = new ArrayList<>(ranges.count());
        long offset = 0;
        for (int i = 0; i < ranges.count(); i++) {
            long sizeBytes = ranges.end(i) - ranges.start(i);
            parts.add(new MemoryImage.Part(ranges.start(i), buffer.asSlice(offset, sizeBytes)));
            offset += sizeBytes;
        }
        return new MemoryCopy(new MemoryImage(parts), copy(memory, batches(ranges, buffer)));
    }

    private static List<Batch> batches(Ranges ranges, MemorySegment buffer) {
        List<Batch> batches = new ArrayList<>();
        List<AddressRange> pieces = new ArrayList<>();
        long start = 0;
        long end = 0;
        for (int i = 0; i < ranges.count(); i++) {
            for (long at = ranges.start(i); at < ranges.end(i); at += BATCH_BYTES) {
                AddressRange piece = new AddressRange(at, Math.min(at + BATCH_BYTES, ranges.end(i)));
                pieces.add(piece);
                end += piece.sizeBytes();
                if (end - start >= BATCH_BYTES || pieces.size() == ProcessMemory.MOST_RANGES) {
                    batches.add(new Batch(pieces, buffer.asSlice(start, end - start)));
                    pieces = new ArrayList<>();
                    start = end;
                }
            }
        }
        if (!pieces.isEmpty()) {
            batches.add(new Batch(pieces, buffer.asSlice(start, end - start)));
        }
        return batches;
    }

    private static long copy(ProcessMemory memory, List<Batch> batches) throws ProcessException {
        Copier copier = new Copier(memory, batches);
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, batches.size() / 2); i++) {
            others.add(Thread.ofPlatform().daemon().name("copier").start(copier));
        }
        copier.run();
        others.forEach(MemoryCopy::await);
        return copier.unreadableBytes();
    }

    /** However long it takes: the process must not be let go, nor the buffer be freed, while a thread still copies. */
    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes batch after batch, in several threads at once; none is begun after a failure. */
    private static final class Copier implements Runnable {
        private final ProcessMemory memory;
        private final List<Batch> batches;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong unreadable = new AtomicLong();
        private final AtomicReference<@Nullable ProcessException> failure = new AtomicReference<>();

        Copier(ProcessMemory memory, List<Batch> batches) {
            this.memory = memory;
            this.batches = batches;
        }

        @Override
        public void run() {
            for (int batch = next.getAndIncrement(); batch < batches.size(); batch = next.getAndIncrement()) {
                try {
                    unreadable.addAndGet(copy(memory, batches.get(batch)));
                } catch (ProcessException e) {
                    failure.set(e);
                    next.set(batches.size());
                }
            }
        }

        long unreadableBytes() throws ProcessException {
            ProcessException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            return unreadable.get();
        }
    }

    /** Mostly by one call. If that comes to a page that cannot be read, piece by piece. */
    private static long copy(ProcessMemory memory, Batch batch) throws ProcessException {
        if (memory.read(batch.pieces, batch.into) == batch.into.byteSize()) {
            return 0;
        }
        long unreadable = 0;
        long offset = 0;
        for (AddressRange piece : batch.pieces) {
            unreadable += copy(memory, piece.start(), batch.into.asSlice(offset, piece.sizeBytes()));
            offset += piece.sizeBytes();
        }
        return unreadable;
    }

    /** Steps over single pages that cannot be read, such as those of a mapped file that was cut short. */
    private static long copy(ProcessMemory memory, long address, MemorySegment into) throws ProcessException {
        long sizeBytes = into.byteSize();
        long unreadable = 0;
        long done = 0;
        while (done < sizeBytes) {
            done += memory.read(address + done, into.asSlice(done));
            if (done < sizeBytes) {
                long behindPage = Math.min(sizeBytes, (done + PAGE_BYTES) & -PAGE_BYTES);
                unreadable += behindPage - done;
                done = behindPage;
            }
        }
        return unreadable;
    }
}
