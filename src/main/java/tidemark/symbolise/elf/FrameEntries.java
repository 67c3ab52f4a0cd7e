package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of {@code .eh_frame}: FDEs, one a function, and the CIEs that say how FDEs are encoded. */
final class FrameEntries {
    private static final long LENGTH_IS_64_BITS = 0xffff_ffffL;

    private final Bytes bytes;
    private final long address;

    /** @param address of the first byte, in the file's own address space */
    FrameEntries(Bytes bytes, long address) {
        this.bytes = bytes;
        this.address = address;
    }

    /**
     * Every function's bounds, in the order of the section. A zero length, where the section ends for the unwinder,
     * ends it here.
     */
    List<UnwindTable.Bounds> all(int maxEntries) throws ElfException {
        List<UnwindTable.Bounds> found = new ArrayList<>();
        Map<Long, Common> commons = new HashMap<>();
        long at = 0;
        while (at + 8 <= bytes.size() && bytes.u32(at) != 0) {
            long next = end(at);
            if (next <= at) {
                throw new ElfException(".eh_frame with an entry of impossible length");
            }
            if (bytes.u32(body(at)) != 0) {
                long cie = cieOffset(at);
                Common common = commons.get(cie);
                if (common == null) {
                    common = common(cie);
                    commons.put(cie, common);
                }
                found.add(bounds(at, common));
            }
            if (found.size() > maxEntries) {
                throw new ElfException(".eh_frame with more than " + maxEntries + " functions");
            }
            at = next;
        }
        return found;
    }

    /** Of the CIE that an FDE refers to; negative if it lies before these bytes. */
    long cieOffset(long fde) throws ElfException {
        long field = body(fde);
        return field - bytes.i32(field);
    }

    UnwindTable.Bounds bounds(long fde, Common common) throws ElfException {
        EncodedPointers pointers = new EncodedPointers(bytes, address, body(fde) + 4);
        long start = pointers.next(common.pointerEncoding);
        long end = start + pointers.number(common.pointerEncoding);
        return new UnwindTable.Bounds(start, end, common.signalFrame);
    }

    /**
     * What a CIE says of all its FDEs.
     *
     * @param pointerEncoding how they write addresses: what stands for 'R' in the augmentation
     * @param signalFrame whether they are of code to which signal handlers return: 'S' in the augmentation
     */
    record Common(int pointerEncoding, boolean signalFrame) {}

    Common common(long cie) throws ElfException {
        long field = body(cie);
        if (bytes.i32(field) != 0) {
            throw new ElfException(".eh_frame with an FDE that refers to no CIE");
        }
        int version = bytes.u8(field + 4);
        String augmentation = bytes.text(field + 5);
        EncodedPointers numbers = new EncodedPointers(bytes, address, field + 5 + augmentation.length() + 1);
        if (!augmentation.startsWith("z")) {
            return new Common(0, false);
        }
        int encoding = 0;
        numbers.uleb(); // code alignment
        numbers.sleb(); // data alignment
        if (version == 1) {
            numbers.u8();
        } else {
            numbers.uleb();
        }
        numbers.uleb(); // length of what follows
        for (int i = 1; i < augmentation.length(); i++) {
            switch (augmentation.charAt(i)) {
                case 'R' -> encoding = numbers.u8();
                case 'L' -> numbers.u8();
                case 'P' -> numbers.number(numbers.u8());
                case 'S', 'B' -> {}
                default -> throw new ElfException(".eh_frame with augmentation " + augmentation);
            }
        }
        return new Common(encoding, augmentation.indexOf('S') > 0);
    }

    private long body(long entry) throws ElfException {
        return bytes.u32(entry) == LENGTH_IS_64_BITS ? entry + 12 : entry + 4;
    }

    private long end(long entry) throws ElfException {
        long length = bytes.u32(entry);
        return length == LENGTH_IS_64_BITS ? entry + 12 + bytes.u64(entry + 4) : entry + 4 + length;
    }
}
