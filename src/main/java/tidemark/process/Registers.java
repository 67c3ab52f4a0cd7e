package tidemark.process;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A stopped thread's registers (x86-64).
 *
 * @param fsBase where the thread's control block lies; its TLS lies below
 * @param systemCall the number of the system call that the thread is in; -1 if it is in none
 * @param general those that can hold pointers, {@code rbp} and {@code rsp} among them
 */
public record Registers(long rip, long rsp, long rbp, long fsBase, long systemCall, List<Value> general) {
    public record Value(String name, long value) {}

    // struct user_regs_struct of <sys/user.h>: 27 words in this order. Empty names are no general registers.
    private static final String[] NAMES = {
        "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", "", "",
        "", "", "rsp"
    };
    private static final int RBP = 4;
    private static final int ORIG_RAX = 15;
    private static final int RIP = 16;
    private static final int RSP = 19;
    private static final int FS_BASE = 21;
    static final long STRUCT_BYTES = 27 * 8;

    public Registers {
        general = List.copyOf(general);
    }

    static Registers of(MemorySegment struct) {
        List<Value> general = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            if (!NAMES[i].isEmpty()) {
                general.add(new Value(NAMES[i], word(struct, i)));
            }
        }
        return new Registers(
                word(struct, RIP),
                word(struct, RSP),
                word(struct, RBP),
                word(struct, FS_BASE),
                word(struct, ORIG_RAX),
                general);
    }

    private static long word(MemorySegment struct, int index) {
        return struct.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
