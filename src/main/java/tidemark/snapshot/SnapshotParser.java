package tidemark.snapshot;

import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@link SnapshotText}, a line at a time; what a line refers to must stand before it. For one text. */
final class SnapshotParser {
    private ProcessIdentity process = new ProcessIdentity(0, 0, List.of());
    private HeapUse heapUse = new HeapUse(0, 0, 0);
    private final List<String> gaps = new ArrayList<>();
    private final List<ModuleFile> files = new ArrayList<>();
    private final List<ModuleInstance> modules = new ArrayList<>();
    private final List<Root> roots = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<ThreadStart> threads = new ArrayList<>();
    private final List<WrongFree> wrongFrees = new ArrayList<>();
    private final List<MemoryImage.Part> parts = new ArrayList<>();
    private final List<Snapshot.Code> code = new ArrayList<>();
    private long[] frames = new long[CallPaths.FIRST];
    private int[] parents = new int[CallPaths.FIRST];
    private int nodes = CallPaths.FIRST;
    private long[] addresses = new long[16];
    private long[] sizes = new long[16];
    private int[] blockPaths = new int[16];
    private int blocks;
    private long[] words = {};
    private long memoryBytes;

    Snapshot parse(String text) throws MalformedSnapshotException {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            statement(new TextLine(++number, line));
        }
        return new Snapshot(
                process,
                Blocks.of(
                        Arrays.copyOf(addresses, blocks),
                        Arrays.copyOf(sizes, blocks),
                        Arrays.copyOf(blockPaths, blocks)),
                new CallPaths(Arrays.copyOf(frames, nodes), Arrays.copyOf(parents, nodes), modules),
                roots,
                new MemoryImage(parts),
                code,
                notes,
                threads,
                wrongFrees,
                heapUse,
                gaps);
    }

    private void statement(TextLine line) throws MalformedSnapshotException {
        if (!line.hasMore()) {
            return;
        }
        String keyword = line.text();
        switch (keyword) {
            case "process" -> process(line);
            case "heap" -> heap(line);
            case "gap" -> gaps.add(line.text());
            case "file" -> file(line);
            case "module" -> module(line);
            case "path" -> path(line);
            case "block" -> block(line);
            case "note" -> note(line);
            case "wrong-free" -> wrongFrees.add(wrongFree(line));
            case "root" -> root(line);
            case "register" -> roots.add(new Root.Register(line.smallNumber(), line.text(), line.number()));
            case "thread" -> threads.add(new ThreadStart(line.smallNumber(), line.address()));
            case "code" -> code.add(new Snapshot.Code(line.address(), line.address()));
            case "memory" -> memory(line);
            case "word" -> word(line);
            default ->
                throw line.malformed("expected process, heap, gap, file, module, path, block, note, wrong-free, root, "
                        + "register, thread, code, memory or word, not '" + keyword + "'");
        }
        line.expectEnd();
    }

    private void process(TextLine line) throws MalformedSnapshotException {
        int pid = line.smallNumber();
        line.expect("parent");
        int parentPid = line.smallNumber();
        line.expect("command");
        List<String> command = new ArrayList<>();
        while (line.hasMore()) {
            command.add(line.text());
        }
        process = new ProcessIdentity(pid, parentPid, command);
    }

    private void heap(TextLine line) throws MalformedSnapshotException {
        line.expect("allocations");
        long allocations = line.number();
        line.expect("frees");
        long frees = line.number();
        line.expect("bytes");
        heapUse = new HeapUse(allocations, frees, line.number());
    }

    private void file(TextLine line) throws MalformedSnapshotException {
        expectNumber(line, files.size());
        String path = line.text();
        Optional<BuildId> buildId = line.skip("build-id") ? Optional.of(new BuildId(line.text())) : Optional.empty();
        Optional<Path> opened = line.skip("opened") ? Optional.of(opened(line)) : Optional.empty();
        Optional<FileStamp> stamp = line.skip("size") ? Optional.of(stamp(line)) : Optional.empty();
        files.add(new ModuleFile(path, buildId, opened, stamp));
    }

    private static FileStamp stamp(TextLine line) throws MalformedSnapshotException {
        long sizeBytes = line.number();
        line.expect("modified");
        return new FileStamp(sizeBytes, line.number());
    }

    private static Path opened(TextLine line) throws MalformedSnapshotException {
        String path = line.text();
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw line.malformed("expected a path, not '" + path + "'");
        }
    }

    private void module(TextLine line) throws MalformedSnapshotException {
        expectNumber(line, modules.size());
        line.expect("file");
        ModuleFile file = files.get((int) line.numberUpTo(files.size() - 1L));
        line.expect("load");
        long loadAddress = line.number();
        line.expect("start");
        long start = line.address();
        line.expect("end");
        long end = line.address();
        line.expect("loaded");
        long loadedAt = line.number();
        OptionalLong unloadedAt = line.skip("unloaded") ? OptionalLong.of(line.number()) : OptionalLong.empty();
        modules.add(new ModuleInstance(
                modules.size(), file, loadAddress, start, end, loadedAt, unloadedAt, line.skip("stayed")));
    }

    private void path(TextLine line) throws MalformedSnapshotException {
        expectNumber(line, nodes);
        long frame = frame(line);
        if (line.skip("undescribed")) {
            frame |= CallPaths.UNDESCRIBED;
        }
        line.expect("caller");
        int parent = node(line);
        if (nodes == frames.length) {
            frames = Arrays.copyOf(frames, nodes * 2);
            parents = Arrays.copyOf(parents, nodes * 2);
        }
        frames[nodes] = frame;
        parents[nodes++] = parent;
    }

    private long frame(TextLine line) throws MalformedSnapshotException {
        if (line.skip("ignored")) {
            return CallPaths.IGNORED_FRAME;
        }
        if (line.skip("address")) {
            return CallPaths.encodeAddress(line.numberUpTo((1L << CallPaths.ADDRESS_BITS) - 1));
        }
        line.expect("module");
        int module = (int) line.numberUpTo(modules.size() - 1L);
        return CallPaths.encode(module, line.numberUpTo((1L << CallPaths.OFFSET_BITS) - 1));
    }

    private int node(TextLine line) throws MalformedSnapshotException {
        for (int ending = 0; ending < SnapshotText.WALK_ENDINGS.length; ending++) {
            if (line.skip(SnapshotText.WALK_ENDINGS[ending])) {
                return ending;
            }
        }
        return (int) line.numberUpTo(nodes - 1L);
    }

    private void block(TextLine line) throws MalformedSnapshotException {
        long address = line.address();
        long size = line.address();
        int path = line.skip("path") ? node(line) : CallPaths.UNRECORDED;
        if (address % Blocks.ALIGNMENT_BYTES != 0) {
            throw line.malformed("a block starts at a multiple of 8");
        }
        if (blocks > 0 && address < addresses[blocks - 1] + Math.max(1, sizes[blocks - 1])) {
            throw line.malformed("the block does not lie behind the one before; blocks stand by rising address");
        }
        if (blocks == addresses.length) {
            addresses = Arrays.copyOf(addresses, blocks * 2);
            sizes = Arrays.copyOf(sizes, blocks * 2);
            blockPaths = Arrays.copyOf(blockPaths, blocks * 2);
        }
        addresses[blocks] = address;
        sizes[blocks] = size;
        blockPaths[blocks++] = path;
    }

    private void note(TextLine line) throws MalformedSnapshotException {
        int block = Arrays.binarySearch(addresses, 0, blocks, line.address());
        if (block < 0) {
            throw line.malformed("no block starts at the address");
        }
        if (line.skip("thread")) {
            int tid = line.smallNumber();
            long routine = frame(line);
            if (routine == CallPaths.IGNORED_FRAME) {
                throw line.malformed("a thread begins in a module or at an address");
            }
            notes.add(new EndNote(block, tid, CallPaths.decode(routine, modules)));
            return;
        }
        line.expect("module");
        ModuleInstance module = modules.get((int) line.numberUpTo(modules.size() - 1L));
        notes.add(new UnloadNote(block, module, line.numberUpTo((1L << CallPaths.OFFSET_BITS) - 1)));
    }

    private WrongFree wrongFree(TextLine line) throws MalformedSnapshotException {
        WrongFree.Sort sort = sort(line);
        long address = line.number(); // any, even where no memory can be
        line.expect("path");
        int path = node(line);
        long block = 0;
        long sizeBytes = 0;
        int allocatedBy = 0;
        if (line.skip("block")) {
            block = line.address();
            sizeBytes = line.number();
            line.expect("path");
            allocatedBy = node(line);
        }
        int freedBy = line.skip("freed") ? node(line) : 0;
        Optional<WrongFree.Place> place = Optional.empty();
        if (sort == WrongFree.Sort.IN_MODULE) {
            line.expect("module");
            ModuleInstance module = modules.get((int) line.numberUpTo(modules.size() - 1L));
            place = Optional.of(new WrongFree.Place(module, line.numberUpTo((1L << CallPaths.OFFSET_BITS) - 1)));
        }
        line.expect("thread");
        int thread = line.smallNumber();
        line.expect("times");
        int count = Math.max(1, line.smallNumber());
        return new WrongFree(sort, address, block, sizeBytes, path, allocatedBy, freedBy, place, thread, count);
    }

    private static WrongFree.Sort sort(TextLine line) throws MalformedSnapshotException {
        String keyword = line.text();
        for (WrongFree.Sort sort : WrongFree.Sort.values()) {
            if (SnapshotText.keyword(sort).equals(keyword)) {
                return sort;
            }
        }
        throw line.malformed("expected mismatched, second, inside, stack, module or nowhere, not '" + keyword + "'");
    }

    private void root(TextLine line) throws MalformedSnapshotException {
        String keyword = line.text();
        for (Root.Kind kind : Root.Kind.values()) {
            if (SnapshotText.keyword(kind).equals(keyword)) {
                long start = line.address();
                long end = line.address();
                roots.add(new Root.Range(kind, start, end, line.hasMore() ? line.text() : ""));
                return;
            }
        }
        throw line.malformed("expected module-data, stack, mapping or region, not '" + keyword + "'");
    }

    private void memory(TextLine line) throws MalformedSnapshotException {
        long start = line.address();
        long end = line.address();
        if (start % Long.BYTES != 0 || end % Long.BYTES != 0 || start >= end) {
            throw line.malformed("memory needs a start and a higher end, both multiples of 8");
        }
        for (MemoryImage.Part part : parts) {
            if (start < part.end() && part.address() < end) {
                throw line.malformed("two parts of memory overlap");
            }
        }
        memoryBytes += end - start;
        if (memoryBytes > SnapshotText.MOST_MEMORY_BYTES) {
            throw line.malformed(
                    "more than " + SnapshotText.MOST_MEMORY_BYTES + " bytes of memory; leave out what is 0");
        }
        words = new long[(int) ((end - start) / Long.BYTES)];
        parts.add(new MemoryImage.Part(start, MemorySegment.ofArray(words)));
    }

    private void word(TextLine line) throws MalformedSnapshotException {
        long address = line.address();
        long start = parts.isEmpty() ? 0 : parts.getLast().address();
        long index = (address - start) / Long.BYTES;
        if (address < start || index >= words.length || address % Long.BYTES != 0) {
            throw line.malformed("the word does not lie in the memory line before it at a multiple of 8");
        }
        words[(int) index] = line.number();
    }

    private static void expectNumber(TextLine line, int number) throws MalformedSnapshotException {
        if (line.smallNumber() != number) {
            throw line.malformed("expected number " + number + ": they count up without a gap");
        }
    }
}
