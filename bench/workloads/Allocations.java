import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Allocates native memory in the three ways that Java has: an arena's segments, malloc and free as foreign functions, and a JNI library of ours that allocates
 * and calls back.
 *
 * <p>Arguments: the JNI library, and how often.
 */
public final class Allocations {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MALLOC = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("malloc"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private Allocations() {}

    public static void main(String[] arguments) throws Throwable {
        System.load(arguments[0]);
        int times = Integer.parseInt(arguments[1]);
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += inArenas(i) + byForeignFunctions(i) + allocateNatively(64, i % 100);
        }
        System.out.println(sum);
    }

    private static long inArenas(int seed) {
        try (Arena arena = Arena.ofConfined()) {
            long sum = 0;
            for (int i = 0; i < 64; i++) {
                MemorySegment segment = arena.allocate(16 + (seed + i) % 200);
                segment.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
                sum += segment.byteSize();
            }
            return sum;
        }
    }

    private static long byForeignFunctions(int seed) throws Throwable {
        MemorySegment[] blocks = new MemorySegment[64];
        for (int i = 0; i < blocks.length; i++) {
            long size = 16 + (seed + i) % 200;
            blocks[i] = ((MemorySegment) MALLOC.invokeExact(size)).reinterpret(size);
            blocks[i].set(ValueLayout.JAVA_BYTE, 0, (byte) i);
        }
        long sum = 0;
        for (MemorySegment block : blocks) {
            sum += block.byteSize();
            FREE.invokeExact(block);
        }
        return sum;
    }

    /** Allocates that many blocks, calls {@link #allocated} for each tenth, and frees them. */
    private static native long allocateNatively(int blocks, int seed);

    /** Called from native code. */
    private static long allocated(long bytes) {
        return bytes % 7;
    }
}
