package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.snapshot.ImageWords;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * The vectors by which threads find their variables in modules that were loaded later. The main thread's lies in memory that the loader took for itself,
 * other threads' in blocks.
 *
 * <p>Source: glibc 2.36, sysdeps/x86_64/nptl/tls.h: {@code tcbhead_t} begins with its own address, the vector's, and its own address again; elf/dl-tls.c: the
 * slots have 16 bytes, and the one before the first says how many there are.
 */
final class ThreadVectors {
    private static final int WORD = Long.BYTES;
    private static final int SLOT_BYTES = 16;
    private static final int MOST_SLOTS = 1 << 16;

    /** @param thread as the roots call it */
    private record Vector(long start, long end, String thread) {}

    private final List<Vector> vectors;

    private ThreadVectors(List<Vector> vectors) {
        this.vectors = vectors;
    }

    static ThreadVectors of(Snapshot snapshot) {
        ImageWords memory = new ImageWords(snapshot.memory());
        List<Vector> vectors = new ArrayList<>();
        for (Root root : snapshot.roots()) {
            if (root instanceof Root.Range range && range.kind() == Root.Kind.TLS) {
                for (long at = range.start() + WORD - 1 & -WORD; at + 3 * WORD <= range.end(); at += WORD) {
                    if (memory.at(at) == at && memory.at(at + 2 * WORD) == at) {
                        add(vectors, memory, memory.at(at + WORD), range.label());
                    }
                }
            }
        }
        return new ThreadVectors(vectors);
    }

    private static void add(List<Vector> vectors, ImageWords memory, long vector, String thread) {
        long slots = vector % WORD == 0 ? memory.at(vector - SLOT_BYTES) : 0;
        if (slots > 0 && slots <= MOST_SLOTS) {
            vectors.add(new Vector(vector - SLOT_BYTES, vector + (slots + 1) * SLOT_BYTES, thread));
        }
    }

    /** Whose vector the word lies in. */
    Optional<String> threadAt(long address) {
        for (Vector vector : vectors) {
            if (address >= vector.start && address < vector.end) {
                return Optional.of(vector.thread);
            }
        }
        return Optional.empty();
    }
}
