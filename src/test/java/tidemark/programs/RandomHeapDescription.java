package tidemark.programs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.reachability.NaiveHolders;
import tidemark.reachability.NaiveReachability;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/** What {@code programs/random/random-heap.c} says of the heap that it built, and what follows from it by the plain rules. */
final class RandomHeapDescription {
    static final String UNLOADED = "unloaded";

    /** Of the granules behind a block's start in which the agent recognises a pointer into it, see agent/unload.c. */
    private static final int NOTED_GRANULES = 32;

    private static final int ROOT_BYTES = 4096;

    /** By block's number: the size is {@code 40 + 8 * number}. */
    private final List<Long> addresses = new ArrayList<>();

    /** From block's number and offset to pointer; the last line counts. */
    private final Map<Integer, Map<Long, Long>> words = new HashMap<>();

    private final Map<String, Map<Long, Long>> roots = new HashMap<>();

    /** Block's numbers by rising address. */
    private final List<Integer> order;

    private final Blocks blocks;
    private final Verdicts verdicts;
    private final NaiveHolders holders;
    private final Set<Integer> lostWithModule = new HashSet<>();

    RandomHeapDescription(Path file) throws IOException {
        Files.readAllLines(file).forEach(this::read);
        order = new ArrayList<>(addresses.stream().map(addresses::indexOf).toList());
        order.sort(Comparator.comparing(addresses::get));
        blocks = Blocks.of(
                order.stream().mapToLong(addresses::get).toArray(),
                order.stream().mapToLong(RandomHeapDescription::size).toArray(),
                new int[order.size()]);
        Snapshot snapshot = snapshot();
        verdicts = NaiveReachability.judge(snapshot, Set.of()).verdicts();
        holders = NaiveHolders.of(snapshot, Set.of());
        findLostWithModule();
    }

    private void read(String line) {
        String[] parts = line.split(" ", -1);
        switch (parts[0]) {
            case "block" -> addresses.add(Long.parseLong(parts[2], 16));
            case "word" -> put(words.computeIfAbsent(Integer.parseInt(parts[1]), _ -> new HashMap<>()), parts);
            case "root" -> put(roots.computeIfAbsent(parts[1], _ -> new HashMap<>()), parts);
            default -> throw new AssertionError(line);
        }
    }

    private static void put(Map<Long, Long> into, String[] parts) {
        into.put(Long.parseLong(parts[2], 16), Long.parseLong(parts[3], 16));
    }

    static long size(int number) {
        return 40 + 8L * number;
    }

    int count() {
        return addresses.size();
    }

    private Snapshot snapshot() {
        List<MemoryImage.Part> parts = new ArrayList<>();
        words.forEach((number, held) -> parts.add(part(addresses.get(number), size(number), held)));
        List<Root> ranges = new ArrayList<>();
        roots.forEach((kind, held) -> {
            if (!kind.equals(UNLOADED)) {
                long start = ROOT_BYTES * (1L + ranges.size());
                parts.add(part(start, ROOT_BYTES, held));
                ranges.add(new Root.Range(Root.Kind.MAPPING, start, start + ROOT_BYTES, kind));
            }
        });
        return new Snapshot(
                new ProcessIdentity(1, 0, List.of()),
                blocks,
                new CallPaths(new long[CallPaths.FIRST], new int[CallPaths.FIRST], List.of()),
                ranges,
                new MemoryImage(parts),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(blocks.count(), 0, 0),
                List.of());
    }

    private static MemoryImage.Part part(long address, long bytes, Map<Long, Long> held) {
        long[] content = new long[(int) (bytes / Long.BYTES)];
        held.forEach((offset, pointer) -> content[(int) (offset / Long.BYTES)] = pointer);
        return new MemoryImage.Part(address, MemorySegment.ofArray(content));
    }

    /** From what the unloaded variable pointed at, along pointers of any kind through lost blocks. */
    private void findLostWithModule() {
        List<Integer> queue = new ArrayList<>();
        for (long pointer : roots.getOrDefault(UNLOADED, Map.of()).values()) {
            int block = blocks.containing(pointer);
            boolean noted = block >= 0 && (pointer >> 5) - (blocks.address(block) >> 5) <= NOTED_GRANULES;
            if (noted) {
                addLost(block, queue);
            }
        }
        for (int i = 0; i < queue.size(); i++) {
            for (long pointer :
                    words.getOrDefault(order.get(queue.get(i)), Map.of()).values()) {
                int block = blocks.containing(pointer);
                if (block >= 0) {
                    addLost(block, queue);
                }
            }
        }
        queue.forEach(block -> lostWithModule.add(order.get(block)));
    }

    private void addLost(int block, List<Integer> queue) {
        Kind kind = kindOf(block);
        boolean lost = kind == Kind.DEFINITELY_LOST || kind == Kind.INDIRECTLY_LOST;
        if (lost && !queue.contains(block)) {
            queue.add(block);
        }
    }

    private Kind kindOf(int block) {
        return Kind.valueOf(verdicts.verdict(block).name());
    }

    Kind kind(int number) {
        return kindOf(order.indexOf(number));
    }

    long indirectBytes(int number) {
        return verdicts.indirectBytes(order.indexOf(number));
    }

    /** How many blocks lie between a root and a reachable one. */
    int distance(int number) {
        return holders.distance(order.indexOf(number));
    }

    boolean lostWithModule(int number) {
        return lostWithModule.contains(number);
    }

    /** The kinds of roots that point at the block. */
    Set<String> rootsOf(int number) {
        Set<String> kinds = new HashSet<>();
        roots.forEach((kind, held) -> {
            if (held.values().stream().anyMatch(pointer -> blocks.containing(pointer) == order.indexOf(number))) {
                kinds.add(kind);
            }
        });
        return kinds;
    }
}
