package tidemark.reachability;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/** Heaps in which anything can point anywhere. */
final class RandomHeap {
    private static final long[] REGIONS = {0x10000, 0x5555_5555_0000L, 0x7f00_0000_fff0L, 0x7fff_0000_0000L};
    private static final long ROOTS = 0x2000_0000_0000L;

    private RandomHeap() {}

    static Snapshot of(SplittableRandom random, int count) {
        return of(random, count, RandomHeap::size);
    }

    /** Blocks of all sizes at multiples of 16 or of 8 in regions far apart, with gaps in memory, about one pointer a block, and few roots. */
    static Snapshot of(SplittableRandom random, int count, ToLongFunction<SplittableRandom> size) {
        long[] addresses = new long[count];
        long[] sizes = new long[count];
        int[] firstInRegion = new int[REGIONS.length + 1];
        int block = 0;
        int alignment = random.nextBoolean() ? 16 : 8;
        for (int region = 0; region < REGIONS.length; region++) {
            firstInRegion[region] = block;
            long at = REGIONS[region] + random.nextInt(2) * (long) alignment;
            int behind = region == REGIONS.length - 1 ? count : block + random.nextInt(count - block + 1);
            for (; block < behind; block++) {
                addresses[block] = at;
                sizes[block] = size.applyAsLong(random);
                at += Math.max(1, sizes[block]) + random.nextInt(24);
                at = (at + alignment - 1) & -alignment;
            }
        }
        firstInRegion[REGIONS.length] = count;
        Blocks blocks = Blocks.of(addresses, sizes, paths(random, count));
        List<MemoryImage.Part> parts = new ArrayList<>();
        for (int region = 0; region < REGIONS.length; region++) {
            if (firstInRegion[region] < firstInRegion[region + 1]) {
                fill(random, blocks, firstInRegion[region], firstInRegion[region + 1], parts);
            }
        }
        RandomShapes.write(random, blocks, parts);
        RandomShapes.addTables(random, parts);
        return new Snapshot(
                new ProcessIdentity(1, 0, List.of()),
                blocks,
                callPaths(random),
                roots(random, blocks, parts),
                new MemoryImage(parts),
                RandomShapes.code(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(count, 0, 0),
                List.of());
    }

    private static int[] paths(SplittableRandom random, int count) {
        int[] paths = new int[count];
        for (int block = 0; block < count; block++) {
            paths[block] = random.nextInt(100) == 0 ? CallPaths.FIRST + 1 : CallPaths.FIRST;
        }
        return paths;
    }

    /** Of two paths, of which in half of all heaps the second one's blocks are ignored. */
    private static CallPaths callPaths(SplittableRandom random) {
        long[] frames = new long[CallPaths.FIRST + 2];
        int[] parents = new int[frames.length];
        frames[CallPaths.FIRST] = CallPaths.encodeAddress(0x4001);
        frames[CallPaths.FIRST + 1] = random.nextBoolean() ? CallPaths.IGNORED_FRAME : CallPaths.encodeAddress(0x5001);
        parents[CallPaths.FIRST + 1] = CallPaths.FIRST;
        return new CallPaths(frames, parents, RandomShapes.modules());
    }

    static long size(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextInt(6000);
            case 2 -> random.nextInt(100) == 0 ? random.nextInt(300_000) : 8;
            case 3 -> 24;
            default -> 1 + random.nextInt(64);
        };
    }

    /** Around 1 MiB, where a block's word has no room for its size, and far beyond. */
    static long smallOrHuge(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> (1 << 20) - 4 + random.nextInt(8);
            case 1 -> random.nextInt(40 << 20);
            default -> size(random);
        };
    }

    /** Cuts the memory of some neighbouring blocks into parts, at any words, and leaves some out. */
    private static void fill(
            SplittableRandom random, Blocks blocks, int first, int behind, List<MemoryImage.Part> parts) {
        long at = blocks.address(first) & -8;
        long end = (blocks.address(behind - 1) + blocks.sizeBytes(behind - 1) + 15) & -8;
        double density = Math.min(0.5, 8.0 * (behind - first) / (end - at));
        while (at < end) {
            int length = (int) Math.min((end - at) / 8, 1 + random.nextLong(Math.max(8, (end - at) / 16)));
            if (random.nextInt(8) > 0) {
                long[] words = new long[length];
                for (int i = 0; i < length; i++) {
                    words[i] = random.nextDouble() < density ? word(random, blocks) : random.nextInt(50) / 49;
                }
                parts.add(new MemoryImage.Part(at, MemorySegment.ofArray(words)));
            }
            at += length * 8L;
        }
    }

    /** Mostly a start, else somewhere in a block, just behind it, or near. */
    private static long word(SplittableRandom random, Blocks blocks) {
        int block = random.nextInt(blocks.count());
        long address = blocks.address(block);
        return switch (random.nextInt(8)) {
            case 0 -> address + random.nextLong(blocks.sizeBytes(block) + 1);
            case 1 -> address - 1 + random.nextInt(3);
            case 2 -> random.nextLong();
            case 3, 4 -> address + 8 + 8L * random.nextInt(3);
            default -> address;
        };
    }

    private static List<Root> roots(SplittableRandom random, Blocks blocks, List<MemoryImage.Part> parts) {
        List<Root> roots = new ArrayList<>();
        int words = 1 + blocks.count() / 20;
        long[] memory = new long[words];
        for (int i = 0; i < words; i++) {
            memory[i] = word(random, blocks);
        }
        parts.add(new MemoryImage.Part(ROOTS, MemorySegment.ofArray(memory)));
        roots.add(new Root.Range(Root.Kind.STACK, ROOTS, ROOTS + words * 8L, "thread 1"));
        roots.add(new Root.Register(1, "rax", word(random, blocks)));
        // A range over part of the heap: of it, only what lies outside of the blocks counts.
        long start = blocks.address(random.nextInt(blocks.count())) + random.nextInt(9) - 4;
        roots.add(new Root.Range(Root.Kind.MAPPING, start, start + random.nextInt(400), "overlapping"));
        if (random.nextInt(4) == 0) {
            long region = blocks.address(random.nextInt(blocks.count())) + random.nextInt(9) - 4;
            roots.add(new Root.Range(Root.Kind.REGION, region, region + random.nextInt(60), ""));
        }
        return roots;
    }

    /** One block at 0x1000, and pointers to its start at the beginning of each root. */
    static Snapshot pointedAtBy(Root.Range... roots) {
        List<MemoryImage.Part> parts = new ArrayList<>();
        for (Root.Range root : roots) {
            parts.add(new MemoryImage.Part(root.start(), MemorySegment.ofArray(new long[] {0x1000})));
        }
        return new Snapshot(
                new ProcessIdentity(1, 0, List.of()),
                Blocks.of(new long[] {0x1000}, new long[] {24}, new int[1]),
                new CallPaths(new long[CallPaths.FIRST], new int[CallPaths.FIRST], List.of()),
                List.of(roots),
                new MemoryImage(parts),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(1, 0, 24),
                List.of());
    }
}
