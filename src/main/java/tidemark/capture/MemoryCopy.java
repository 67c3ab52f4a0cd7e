package tidemark.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
    private static final long PIECE_BYTES = 8 << 20;
    private static final int MOST_THREADS = 4;

    private record Piece(long address, MemorySegment into) {}

    /** @param ranges in whole pages */
    static MemoryCopy of(ProcessMemory memory, Ranges ranges, Arena arena) throws ProcessException {
        MemorySegment buffer = AnonymousMemory.allocate(ranges.sizeBytes(), arena);
        List<MemoryImage.Part> parts = new ArrayList<>(ranges.count());
        List<List<Piece>> batches = new ArrayList<>();
        long batchBytes = PIECE_BYTES;
        long offset = 0;
        for (int i = 0; i < ranges.count(); i++) {
            long sizeBytes = ranges.end(i) - ranges.start(i);
            MemorySegment part = buffer.asSlice(offset, sizeBytes);
            parts.add(new MemoryImage.Part(ranges.start(i), part));
            for (long at = 0; at < sizeBytes; at += PIECE_BYTES) {
                if (batchBytes >= PIECE_BYTES) {
                    batches.add(new ArrayList<>());
                    batchBytes = 0;
                }
                MemorySegment piece = part.asSlice(at, Math.min(PIECE_BYTES, sizeBytes - at));
                batches.getLast().add(new Piece(ranges.start(i) + at, piece));
                batchBytes += piece.byteSize();
            }
            offset += sizeBytes;
        }
        return new MemoryCopy(new MemoryImage(parts), copy(memory, batches));
    }

    private static long copy(ProcessMemory memory, List<List<Piece>> batches) throws ProcessException {
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
        private final List<List<Piece>> batches;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong unreadable = new AtomicLong();
        private final AtomicReference<@Nullable ProcessException> failure = new AtomicReference<>();

        Copier(ProcessMemory memory, List<List<Piece>> batches) {
            this.memory = memory;
            this.batches = batches;
        }

        @Override
        public void run() {
            for (int batch = next.getAndIncrement(); batch < batches.size(); batch = next.getAndIncrement()) {
                try {
                    for (Piece piece : batches.get(batch)) {
                        unreadable.addAndGet(copy(memory, piece));
                    }
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

    /** Steps over single pages that cannot be read, such as those of a mapped file that was cut short. */
    private static long copy(ProcessMemory memory, Piece piece) throws ProcessException {
        long sizeBytes = piece.into.byteSize();
        long unreadable = 0;
        long done = 0;
        while (done < sizeBytes) {
            done += memory.read(piece.address + done, piece.into.asSlice(done));
            if (done < sizeBytes) {
                long behindPage = Math.min(sizeBytes, (done + PAGE_BYTES) & -PAGE_BYTES);
                unreadable += behindPage - done;
                done = behindPage;
            }
        }
        return unreadable;
    }
}
