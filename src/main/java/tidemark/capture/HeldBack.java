package tidemark.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import tidemark.process.AddressRange;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;
import tidemark.process.Registers;
import tidemark.process.StoppedProcess;
import tidemark.process.StoppedThread;

/**
 * Whether a thread was stopped inside the agent's realloc, where a block is forgotten and not yet recorded anew: what it holds would seem
 * lost. Told by a return address near the stack pointer, which may be an old one; that costs another try.
 *
 * <p>At other places of the agent nothing is missed: a block that malloc has given but that is not recorded yet holds nothing of the
 * program's, and one that is forgotten but not freed yet is as good as freed.
 */
final class HeldBack {
    /** From the system calls' to realloc's frame there are at most so many bytes of frames of libc and the agent. */
    private static final int STACK_BYTES = 4096;

    /** What malloc and the agent may be waiting for: mmap, mprotect, munmap, brk, mremap, madvise, futex. */
    private static final long[] SYSTEM_CALLS = {9, 10, 11, 12, 25, 28, 202};

    private final AddressRange reallocCode;

    /** @param reallocCode where the agent's realloc lies; empty if it is not known */
    HeldBack(AddressRange reallocCode) {
        this.reallocCode = reallocCode;
    }

    boolean perhaps(StoppedProcess process) throws ProcessException {
        for (StoppedThread thread : process.threads()) {
            if (mayAllocate(thread.registers()) && isIn(thread)) {
                return true;
            }
        }
        return false;
    }

    /** Of a thread that sleeps the address is probably an old one. */
    boolean probably(StoppedProcess process) throws ProcessException {
        for (StoppedThread thread : process.threads()) {
            if (thread.registers().systemCall() < 0 && isIn(thread)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayAllocate(Registers registers) {
        long call = registers.systemCall();
        for (long allocating : SYSTEM_CALLS) {
            if (call == allocating) {
                return true;
            }
        }
        return call < 0;
    }

    private boolean isIn(StoppedThread thread) throws ProcessException {
        if (contains(reallocCode, thread.registers().rip())) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stack = arena.allocate(STACK_BYTES, Long.BYTES);
            long read = new ProcessMemory(thread.tid()).read(thread.registers().rsp() & -Long.BYTES, stack);
            for (long at = 0; at + Long.BYTES <= read; at += Long.BYTES) {
                if (contains(reallocCode, stack.get(ValueLayout.JAVA_LONG, at))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(AddressRange range, long address) {
        return address >= range.start() && address < range.end();
    }
}
