package tidemark.snapshot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The words of a memory image, quick where one lies near the one before. For one thread. */
public final class ImageWords {
    private final MemoryImage image;
    private MemoryImage.Part recent = new MemoryImage.Part(0, MemorySegment.ofArray(new long[0]));

    public ImageWords(MemoryImage image) {
        this.image = image;
    }

    /**
     * The eight bytes at an address; 0 where the image holds nothing.
     *
     * @param address a multiple of 8
     */
    public long at(long address) {
        if (address < recent.address() || address >= recent.end()) {
            int part = image.firstPartBehind(address);
            if (part == image.parts().size() || image.parts().get(part).address() > address) {
                return 0;
            }
            recent = image.parts().get(part);
        }
        return recent.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, address - recent.address());
    }
}
