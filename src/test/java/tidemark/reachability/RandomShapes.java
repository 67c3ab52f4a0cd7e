package tidemark.reachability;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;

/** Makes random blocks look like what a {@link Heuristic} knows, or nearly so. */
final class RandomShapes {
    private static final long MODULE = 0x6000_0000_0000L;
    private static final int TABLES = 8;
    private static final int TABLE_BYTES = 200;
    private static final long CODE = MODULE + 0x10000;

    private RandomShapes() {}

    /** The module in which the tables of functions lie. */
    static List<ModuleInstance> modules() {
        ModuleFile file = new ModuleFile("/lib/tables.so", Optional.empty(), Optional.empty());
        return List.of(new ModuleInstance(0, file, MODULE, MODULE, CODE + 0x1000, 1, OptionalLong.empty()));
    }

    static List<Snapshot.Code> code() {
        return List.of(new Snapshot.Code(CODE, CODE + 0x1000));
    }

    /** Adds the tables, of which some hold other things than functions, or too few. */
    static void addTables(SplittableRandom random, List<MemoryImage.Part> parts) {
        long[] words = new long[TABLES * TABLE_BYTES / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = switch (random.nextInt(6)) {
                case 0 -> MODULE + random.nextInt(0x1000);
                case 1, 2, 3 -> 0;
                default -> CODE + random.nextInt(0x1000);
            };
        }
        parts.add(new MemoryImage.Part(MODULE, MemorySegment.ofArray(words)));
    }

    private static long table(SplittableRandom random) {
        return MODULE + random.nextInt(TABLES) * (long) TABLE_BYTES + (random.nextInt(20) == 0 ? 4 : 0);
    }

    /** Writes into a third of the blocks, where the image has their memory. */
    static void write(SplittableRandom random, Blocks blocks, List<MemoryImage.Part> parts) {
        MemoryImage memory = new MemoryImage(parts);
        for (int block = 0; block < blocks.count(); block++) {
            long start = blocks.address(block);
            long size = blocks.sizeBytes(block);
            long nearly = random.nextInt(6) == 0 ? 1 : 0;
            switch (random.nextInt(6)) {
                case 0 -> {
                    store(memory, start, random.nextLong(Math.max(1, size)));
                    store(memory, start + 8, size - 25 + nearly);
                }
                case 1 -> store(memory, start, size - 8 + nearly);
                case 2 -> store(memory, start, 1 + random.nextInt(12));
                case 3 -> {
                    store(memory, start, table(random));
                    store(memory, start + 8 + 8L * random.nextInt(3), table(random));
                }
                case 4 -> {
                    store(memory, start + 8, random.nextInt(2));
                    store(memory, start + 16, nearly);
                }
                default -> {}
            }
        }
    }

    private static void store(MemoryImage memory, long address, long word) {
        int part = memory.firstPartBehind(address);
        if (address % 8 == 0 && part < memory.parts().size()) {
            MemoryImage.Part holding = memory.parts().get(part);
            if (holding.address() <= address) {
                holding.bytes().set(ValueLayout.JAVA_LONG_UNALIGNED, address - holding.address(), word);
            }
        }
    }
}
