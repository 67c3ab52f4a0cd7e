package tidemark.reachability;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.Note;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * The rules once more, slow and plain, sharing nothing with the real ones: the memory is a map of words, the sets are sets, and
 * blocks are marked as Memcheck does it, in the order found, and again when they turn from possibly lost to reachable.
 */
public final class NaiveReachability {
    private final Blocks blocks;
    private final Map<Long, Long> memory = new HashMap<>();
    private final Set<Integer> reachable = new HashSet<>();
    private final Set<Integer> possible = new HashSet<>();
    private final Set<Integer> indirect = new HashSet<>();
    private final Set<Integer> leaders = new HashSet<>();
    private final long[] indirectBytes;
    private final Snapshot snapshot;
    private final Set<Heuristic> heuristics;

    private NaiveReachability(Snapshot snapshot, Set<Heuristic> heuristics) {
        this.snapshot = snapshot;
        this.heuristics = heuristics;
        blocks = snapshot.blocks();
        indirectBytes = new long[blocks.count()];
        for (MemoryImage.Part part : snapshot.memory().parts()) {
            for (long offset = 0; offset < part.bytes().byteSize(); offset += 8) {
                long word = part.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
                if (word != 0) {
                    memory.put(part.address() + offset, word);
                }
            }
        }
    }

    public static NaiveReachability judge(Snapshot snapshot, Set<Heuristic> heuristics) {
        NaiveReachability naive = new NaiveReachability(snapshot, heuristics);
        naive.markFromRoots(naive.rootWords());
        for (int leader = 0; leader < naive.blocks.count(); leader++) {
            naive.gatherClique(leader);
        }
        return naive;
    }

    private List<Long> rootWords() {
        List<Long> words = new ArrayList<>();
        for (Root root : snapshot.roots()) {
            if (root instanceof Root.Register register) {
                words.add(register.value());
            } else if (root instanceof Root.Range range) {
                memory.forEach((address, word) -> {
                    boolean inside = address >= range.start() && address + 8 <= range.end();
                    if (inside && (range.kind() == Root.Kind.REGION || !touchesBlock(address))) {
                        words.add(word);
                    }
                });
            }
        }
        for (int block = 0; block < blocks.count(); block++) {
            if (snapshot.callPaths().ignored(blocks.callPath(block))) {
                words.add(blocks.address(block));
            }
        }
        return words;
    }

    private boolean touchesBlock(long address) {
        for (long at = address; at < address + 8; at++) {
            if (blocks.containing(at) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void markFromRoots(List<Long> rootWords) {
        Deque<Integer> toScan = new ArrayDeque<>();
        for (long word : rootWords) {
            mark(word, Verdict.STILL_REACHABLE, toScan);
        }
        while (!toScan.isEmpty()) {
            int block = toScan.removeLast();
            Verdict holder = reachable.contains(block) ? Verdict.STILL_REACHABLE : Verdict.POSSIBLY_LOST;
            for (long word : words(block)) {
                mark(word, holder, toScan);
            }
        }
    }

    private void mark(long word, Verdict holder, Deque<Integer> toScan) {
        int block = blocks.containing(word);
        if (block < 0) {
            return;
        }
        boolean start = word == blocks.address(block) || !shapes(block, word).isEmpty();
        if (holder == Verdict.STILL_REACHABLE && start) {
            if (reachable.add(block)) {
                possible.remove(block);
                toScan.add(block);
            }
        } else if (!reachable.contains(block) && possible.add(block)) {
            toScan.add(block);
        }
    }

    /** By which heuristics a pointer into the middle counts as one to the start. */
    private Set<Heuristic> shapes(int block, long pointer) {
        Set<Heuristic> shapes = EnumSet.noneOf(Heuristic.class);
        long start = blocks.address(block);
        long size = blocks.sizeBytes(block);
        if (start % 8 != 0 || pointer == start) {
            return shapes;
        }
        long first = memory.getOrDefault(start, 0L);
        long second = memory.getOrDefault(start + 8, 0L);
        if (pointer == start + 24 && size == second + 25 && Long.compareUnsigned(first, second) <= 0) {
            shapes.add(Heuristic.STD_STRING);
        }
        if (pointer == start + 8 && first > 0 && size == 8 + first) {
            shapes.add(Heuristic.LENGTH64);
        }
        if (pointer == start + 8 && first != 0 && Long.remainderUnsigned(size - 8, first) == 0) {
            shapes.add(Heuristic.NEW_ARRAY);
        }
        if (pointer % 8 == 0
                && pointer - start <= size - 8
                && isTable(first)
                && isTable(memory.getOrDefault(pointer, 0L))) {
            shapes.add(Heuristic.MULTIPLE_INHERITANCE);
        }
        long left = second & ~1L;
        long right = memory.getOrDefault(start + 16, 0L);
        if (pointer == start + 1 && size == 24 && isNullOrNode(left) && isNullOrNode(right)) {
            shapes.add(Heuristic.TSEARCH);
        }
        shapes.retainAll(heuristics);
        return shapes;
    }

    private boolean isNullOrNode(long address) {
        int block = blocks.containing(address);
        return address == 0 || (block >= 0 && blocks.address(block) == address && blocks.sizeBytes(block) == 24);
    }

    private boolean isTable(long address) {
        boolean loaded = snapshot.modules().stream()
                .anyMatch(module -> !module.unloaded() && address >= module.start() && address < module.end());
        if (!loaded || address % 8 != 0) {
            return false;
        }
        int functions = 0;
        for (int i = 0; i <= 20 && functions < 2; i++) {
            long word = memory.getOrDefault(address + 8L * i, 0L);
            if (word != 0) {
                if (snapshot.code().stream().noneMatch(code -> word >= code.start() && word < code.end())) {
                    return false;
                }
                functions++;
            }
        }
        return functions == 2;
    }

    /** For each block that is reachable, but not by a pointer to its start, by which heuristics it is. */
    Map<Integer, Set<Heuristic>> heuristics() {
        Map<Integer, Set<Heuristic>> found = new HashMap<>();
        List<Long> words = rootWords();
        reachable.forEach(block -> words.addAll(words(block)));
        for (long word : words) {
            int block = blocks.containing(word);
            if (block >= 0 && !shapes(block, word).isEmpty()) {
                found.computeIfAbsent(block, _ -> EnumSet.noneOf(Heuristic.class))
                        .addAll(shapes(block, word));
            }
        }
        for (long word : words) {
            int block = blocks.containing(word);
            if (block >= 0 && word == blocks.address(block)) {
                found.remove(block);
            }
        }
        return found;
    }

    private void gatherClique(int leader) {
        if (!isUnreached(leader)) {
            return;
        }
        leaders.add(leader);
        Deque<Integer> toScan = new ArrayDeque<>(List.of(leader));
        while (!toScan.isEmpty()) {
            for (long word : words(toScan.removeLast())) {
                int block = blocks.containing(word);
                if (block >= 0 && block != leader && isUnreached(block)) {
                    leaders.remove(block);
                    indirect.add(block);
                    indirectBytes[leader] += blocks.sizeBytes(block) + indirectBytes[block];
                    indirectBytes[block] = 0;
                    toScan.add(block);
                }
            }
        }
    }

    private boolean isUnreached(int block) {
        return !reachable.contains(block) && !possible.contains(block) && !indirect.contains(block);
    }

    private List<Long> words(int block) {
        List<Long> words = new ArrayList<>();
        long end = blocks.address(block) + blocks.sizeBytes(block);
        // A huge block in a test is mostly untouched: look at what is there.
        if (blocks.sizeBytes(block) > 1 << 20) {
            memory.forEach((address, word) -> {
                if (address >= blocks.address(block) && address + 8 <= end) {
                    words.add(word);
                }
            });
            return words;
        }
        long start = blocks.address(block);
        while (start % 8 != 0) {
            start++;
        }
        for (long at = start; at + 8 <= end; at += 8) {
            words.add(memory.getOrDefault(at, 0L));
        }
        return words;
    }

    @SuppressWarnings("EnumOrdinal")
    public Verdicts verdicts() {
        byte[] verdicts = new byte[blocks.count()];
        for (int block = 0; block < verdicts.length; block++) {
            Verdict verdict = leaders.contains(block)
                    ? Verdict.DEFINITELY_LOST
                    : indirect.contains(block)
                            ? Verdict.INDIRECTLY_LOST
                            : possible.contains(block) ? Verdict.POSSIBLY_LOST : Verdict.STILL_REACHABLE;
            verdicts[block] = (byte) verdict.ordinal();
        }
        return new Verdicts(verdicts, indirectBytes, new int[0]);
    }

    /** For each block the numbers of the notes that lead to it through lost blocks. */
    static List<Set<Integer>> notesLeadingTo(Snapshot snapshot, Verdicts verdicts) {
        NaiveReachability naive = new NaiveReachability(snapshot, Set.of());
        List<Set<Integer>> leading = new ArrayList<>();
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            leading.add(new HashSet<>());
        }
        List<Note> notes = snapshot.notes();
        for (int number = 0; number < notes.size(); number++) {
            for (int block : naive.lostFrom(notes.get(number).block(), verdicts)) {
                leading.get(block).add(number);
            }
        }
        return leading;
    }

    private Set<Integer> lostFrom(int block, Verdicts verdicts) {
        Set<Integer> lost = new HashSet<>();
        Deque<Integer> toScan = new ArrayDeque<>(List.of(block));
        while (!toScan.isEmpty()) {
            int next = toScan.removeLast();
            if (isLost(verdicts.verdict(next)) && lost.add(next)) {
                for (long word : words(next)) {
                    if (blocks.containing(word) >= 0) {
                        toScan.add(blocks.containing(word));
                    }
                }
            }
        }
        return lost;
    }

    private static boolean isLost(Verdict verdict) {
        return verdict == Verdict.DEFINITELY_LOST || verdict == Verdict.INDIRECTLY_LOST;
    }
}
