package tidemark.snapshot;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a process's memory that can hold pointers, as they were at one moment. What is not in it was never touched, and reads as zero.
 */
public final class MemoryImage {
    /**
     * @param address runtime address of the first byte, a multiple of 8
     * @param bytes a multiple of 8 long
     */
    public record Part(long address, MemorySegment bytes) {
        public long end() {
            return address + bytes.byteSize();
        }
    }

    private final List<Part> parts;

    /** @param parts in any order, without overlap */
    public MemoryImage(List<Part> parts) {
        List<Part> sorted = new ArrayList<>(parts);
        // Not Comparator.comparingLong: the JVM would generate a class for it in every run.
        sorted.sort((a, b) -> Long.compare(a.address(), b.address()));
        this.parts = List.copyOf(sorted);
    }

    /** This and more of the same process's memory, where this image holds nothing. */
    public MemoryImage with(List<Part> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more);
        return new MemoryImage(all);
    }

    /** By rising address. */
    public List<Part> parts() {
        return parts;
    }

    public long sizeBytes() {
        long sum = 0;
        for (Part part : parts) {
            sum += part.bytes().byteSize();
        }
        return sum;
    }

    /** The index of the first part that ends behind the address; {@code parts().size()} if there is none. */
    public int firstPartBehind(long address) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (parts.get(middle).end() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
