package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thread's control block and the stack that it belongs to. With a stack that glibc mapped, the control block and the
 * thread's TLS lie at the block's upper end.
 *
 * @param pthread address of the {@code struct pthread}
 * @param tid 0 once the thread has ended
 * @param start lowest address of the stack block, its guard pages included; 0 for the main thread
 * @param sizeBytes of the stack block; for the main thread the address from which its stack grew down
 * @param function that the thread began with; 0 if it is not known
 */
record StackBlock(long pthread, int tid, long start, long sizeBytes, long function) {
    private static final int MOST_THREADS = 1 << 20;

    /** Everything in one of glibc's lists; empty if what is there is no such list. */
    static Optional<List<StackBlock>> list(Words words, StackLists lists, long head) {
        List<StackBlock> blocks = new ArrayList<>();
        for (long node = words.at(head); node != head; node = words.at(node)) {
            StackBlock block = at(words, lists, node - lists.linkOffset());
            if (node == 0 || !block.sane(lists.pthreadBytes()) || blocks.size() == MOST_THREADS) {
                return Optional.empty();
            }
            blocks.add(block);
        }
        return Optional.of(blocks);
    }

    private static StackBlock at(Words words, StackLists lists, long pthread) {
        return new StackBlock(
                pthread,
                words.intAt(pthread + lists.tidOffset()),
                words.at(pthread + lists.stackOffset()),
                words.at(pthread + lists.stackOffset() + 8),
                lists.startOffset() == 0 ? 0 : words.at(pthread + lists.startOffset()));
    }

    private boolean sane(long pthreadBytes) {
        boolean holdsPthread = pthread >= start && pthread + pthreadBytes <= end();
        return start >= 0 && sizeBytes > 0 && end() > start && (ofMainThread() || holdsPthread);
    }

    boolean ofMainThread() {
        return start == 0;
    }

    long end() {
        return start + sizeBytes;
    }

    boolean contains(long address) {
        return address >= start && address < end();
    }

    Ranges range() {
        return Ranges.of(start, end());
    }
}
