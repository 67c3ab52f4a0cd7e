package tidemark.reachability;

import java.util.ArrayDeque;
import java.util.Optional;

/** Where workers that have much leave blocks for those that have none. All work is done when every worker waits for some. */
final class WorkPool {
    private final int workers;
    private final ArrayDeque<int[]> offered = new ArrayDeque<>();
    private int waiting;
    private boolean over;

    /** Whether somebody waits; read without the lock, since it is asked after each batch. */
    private volatile boolean wanted;

    WorkPool(int workers) {
        this.workers = workers;
    }

    boolean wanted() {
        return wanted;
    }

    synchronized void offer(int[] blocks) {
        offered.add(blocks);
        wanted = waiting > offered.size();
        notify();
    }

    /** Waits for work; empty when there will be none. */
    synchronized Optional<int[]> take() throws InterruptedException {
        waiting++;
        while (offered.isEmpty() && !over) {
            if (waiting == workers) {
                end();
            } else {
                wanted = true;
                wait();
            }
        }
        waiting--;
        wanted = waiting > offered.size();
        return Optional.ofNullable(offered.poll());
    }

    /** To be called, too, by a worker that fails: nobody is to wait for it. */
    synchronized void end() {
        over = true;
        offered.clear();
        notifyAll();
    }
}
