package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import tidemark.process.AddressRange;

/** What an agent says on the session's socket. */
public sealed interface Message {
    /** As the agent knows it, by its own pid namespace: the kernel may tell the session another number. */
    int pid();

    int tid();

    /** Observation begins. The ledger's descriptor comes with it. */
    record Hello(int pid, int tid) implements Message {}

    /**
     * A module was loaded. Its file's descriptor comes with it.
     *
     * @param file the file's number in the ledger
     */
    record File(int pid, int tid, int file) implements Message {}

    /** The process cannot be observed, and goes on without. */
    record Refusal(int pid, int tid, RefusalReason reason) implements Message {}

    /** Which loss records somebody who asks for a check wants to see. */
    enum Wanted {
        AS_SESSION,
        NEW,
        CHANGED,
        ALL
    }
    /** The process is about to become a program that is not observed. */
    record Leaves(int pid, int tid) implements Message {}

    /** What the process said last did not come true: that it leaves, or a hold that was {@linkplain HoldReason#revocable revocable}. */
    record WentOn(int pid, int tid) implements Message {}

    /**
     * Somebody asks for a check of the running process {@code pid}. The descriptor of a file for the report comes with it.
     *
     * @param tid says nothing
     */
    record Check(int pid, int tid, Wanted wanted) implements Message {}

    /**
     * The process is about to end or asks for a check, and thread {@code tid} waits for an answer.
     *
     * @param signal its number if that is the reason, else 0
     * @param brk the program break
     * @param signalStack the thread's alternate signal stack, unless the thread is running on it; empty if there is none
     */
    record Hold(
            int pid,
            int tid,
            HoldReason reason,
            int signal,
            HeldRegisters registers,
            long brk,
            AddressRange signalStack)
            implements Message {
        /** The same, with the numbers that process and thread have in this process's pid namespace. */
        public Hold by(int pidHere, int tidHere) {
            return new Hold(pidHere, tidHere, reason, signal, registers, brk, signalStack);
        }
    }

    /**
     * The registers that the program may still use, as they were when the waiting thread entered the agent. The stack below {@code sp} is
     * the agent's, less the red zone where a signal came.
     *
     * @param scratch those that a called function may change, in the order of {@link #SCRATCH}; 0 unless a signal came
     */
    record HeldRegisters(long sp, long rbx, long rbp, long r12, long r13, long r14, long r15, List<Long> scratch) {
        public static final List<String> SCRATCH = List.of("rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");

        public HeldRegisters {
            scratch = List.copyOf(scratch);
        }
    }

    /** Whether a message proves that its sender belongs to the session. It takes as long whatever the difference. */
    static boolean hasKey(MemorySegment payload, String key) {
        if (payload.byteSize() != MESSAGE_STRUCT_BYTES || key.length() != KEY_BYTES) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < key.length(); i++) {
            difference |= payload.get(ValueLayout.JAVA_BYTE, MESSAGE_KEY_AT + i) ^ key.charAt(i);
        }
        return difference == 0;
    }

    static Message decode(MemorySegment payload) throws LedgerException {
        if (payload.byteSize() != MESSAGE_STRUCT_BYTES) {
            throw new LedgerException("A message of %d bytes where the agent sends %d: not from this version's agent"
                    .formatted(payload.byteSize(), MESSAGE_STRUCT_BYTES));
        }
        int kind = number(payload, MESSAGE_KIND_AT);
        int pid = number(payload, MESSAGE_PID_AT);
        int tid = number(payload, MESSAGE_TID_AT);
        return switch (kind) {
            case MESSAGE_HELLO -> new Hello(pid, tid);
            case MESSAGE_FILE -> new File(pid, tid, fileNumber(payload));
            case MESSAGE_HOLD ->
                new Hold(
                        pid,
                        tid,
                        reason(payload),
                        number(payload, MESSAGE_SIGNAL_AT),
                        registers(payload),
                        word(payload, MESSAGE_BRK_AT),
                        new AddressRange(
                                word(payload, MESSAGE_SIGNAL_STACK_START_AT),
                                word(payload, MESSAGE_SIGNAL_STACK_END_AT)));
            case MESSAGE_CHECK -> new Check(pid, tid, wanted(payload));
            case MESSAGE_LEAVES -> new Leaves(pid, tid);
            case MESSAGE_WENT_ON -> new WentOn(pid, tid);
            case MESSAGE_REFUSAL -> new Refusal(pid, tid, refusalReason(payload));
            default -> throw new LedgerException("A message of unknown kind " + Integer.toUnsignedString(kind));
        };
    }

    private static int fileNumber(MemorySegment payload) throws LedgerException {
        int file = number(payload, MESSAGE_FILE_AT);
        if (file < 0 || file >= FILES_CAPACITY) {
            throw new LedgerException("A message about module file " + Integer.toUnsignedString(file)
                    + ", but there are at most " + FILES_CAPACITY);
        }
        return file;
    }

    private static HoldReason reason(MemorySegment payload) throws LedgerException {
        int reason = number(payload, MESSAGE_REASON_AT);
        return switch (reason) {
            case HOLD_EXIT -> HoldReason.EXIT;
            case HOLD_UNDERSCORE_EXIT -> HoldReason.UNDERSCORE_EXIT;
            case HOLD_QUICK_EXIT -> HoldReason.QUICK_EXIT;
            case HOLD_SIGNAL -> HoldReason.SIGNAL;
            case HOLD_LEAK_CHECK -> HoldReason.LEAK_CHECK;
            case HOLD_RECOVERABLE_CHECK -> HoldReason.RECOVERABLE_CHECK;
            case HOLD_EXEC -> HoldReason.EXEC;
            case HOLD_DAEMON -> HoldReason.DAEMON;
            default ->
                throw new LedgerException("A process ends by the unknown way " + Integer.toUnsignedString(reason));
        };
    }

    private static Wanted wanted(MemorySegment payload) throws LedgerException {
        int wanted = number(payload, MESSAGE_REASON_AT);
        return switch (wanted) {
            case SHOW_AS_SESSION -> Wanted.AS_SESSION;
            case SHOW_NEW -> Wanted.NEW;
            case SHOW_CHANGED -> Wanted.CHANGED;
            case SHOW_ALL -> Wanted.ALL;
            default ->
                throw new LedgerException("A check is to show the unknown choice " + Integer.toUnsignedString(wanted));
        };
    }

    private static RefusalReason refusalReason(MemorySegment payload) throws LedgerException {
        int reason = number(payload, MESSAGE_REASON_AT);
        return switch (reason) {
            case REFUSAL_FILE_SIZE -> RefusalReason.FILE_SIZE;
            case REFUSAL_MEMORY -> RefusalReason.MEMORY;
            case REFUSAL_KERNEL -> RefusalReason.KERNEL;
            case REFUSAL_LIBRARY -> RefusalReason.LIBRARY;
            case REFUSAL_SHARED_MEMORY -> RefusalReason.SHARED_MEMORY;
            case REFUSAL_OTHER_MALLOC -> RefusalReason.OTHER_MALLOC;
            case REFUSAL_DESCRIPTORS -> RefusalReason.DESCRIPTORS;
            default ->
                throw new LedgerException(
                        "A process cannot be observed for the unknown reason " + Integer.toUnsignedString(reason));
        };
    }

    private static HeldRegisters registers(MemorySegment payload) {
        return new HeldRegisters(
                word(payload, MESSAGE_SP_AT),
                word(payload, MESSAGE_RBX_AT),
                word(payload, MESSAGE_RBP_AT),
                word(payload, MESSAGE_R12_AT),
                word(payload, MESSAGE_R13_AT),
                word(payload, MESSAGE_R14_AT),
                word(payload, MESSAGE_R15_AT),
                scratch(payload));
    }

    private static List<Long> scratch(MemorySegment payload) {
        List<Long> scratch = new ArrayList<>();
        for (int i = 0; i < HeldRegisters.SCRATCH.size(); i++) {
            scratch.add(word(payload, MESSAGE_SCRATCH_AT + (long) i * Long.BYTES));
        }
        return scratch;
    }

    private static int number(MemorySegment payload, long offset) {
        return payload.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    }

    private static long word(MemorySegment payload, long offset) {
        return payload.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    }
}
