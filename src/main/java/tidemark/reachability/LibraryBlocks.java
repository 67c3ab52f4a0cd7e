package tidemark.reachability;

import java.util.HashMap;
import java.util.Map;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ImageWords;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * Finds the blocks that the C library, the loader and the C++ library keep for themselves until the process ends: buffers, caches, tables, the C++
 * library's memory for exceptions. Memcheck has the libraries free them before it looks ({@code __libc_freeres}, {@code __gnu_cxx::__freeres}). Here
 * the chains are followed that begin in these libraries' own data and lead through blocks which these libraries have allocated.
 *
 * <p>A chain ends, as what {@code __libc_freeres} frees does, at what the program has asked for: at a {@code FILE}, whose buffers are the library's all the
 * same; at a module that was loaded and not unloaded; and at what a function hands out, {@link LibraryCalls}. It costs what these libraries have, however large
 * the heap is.
 */
final class LibraryBlocks {
    private static final int WORD = Long.BYTES;

    /** In the upper half of a FILE's first 32 bits (glibc: {@code _IO_MAGIC}). */
    private static final long FILE_MAGIC = 0xfbad;

    /** In a FILE of glibc, which is part of its ABI: buffers, the next file, the wide buffers, the table of functions. */
    private static final int[] FILE_BUFFERS = {0x38, 0x48, 0x50};

    private static final int NEXT_FILE = 0x68;
    private static final int WIDE_DATA = 0xa0;
    private static final int[] WIDE_BUFFERS = {0x30, 0x40, 0x48};
    private static final int FILE_FUNCTIONS = 0xd8;

    /** In a link map, which is part of the ABI as well (link.h): the next and the previous one. */
    private static final int NEXT_MAP = 0x18;

    private static final int PREVIOUS_MAP = 0x20;

    private enum Library {
        NONE,
        C,
        CXX
    }

    private final Snapshot snapshot;
    private final Blocks blocks;
    private final CallPaths paths;
    private final byte[] verdicts;
    private final LibraryCalls calls;
    private final LoaderBlocks loaderBlocks;
    private final BlockIndex index;
    private final PointerWalk walk;
    private final ImageWords memory;

    /** By module number. */
    private final Library[] libraries;

    private final Map<Integer, LibraryCalls.Use> uses = new HashMap<>();
    private final boolean[] seen;
    private final BlockQueue queue = new BlockQueue();
    private final BlockQueue files = new BlockQueue();

    private LibraryBlocks(
            Snapshot snapshot,
            byte[] verdicts,
            LibraryCalls calls,
            LoaderBlocks loaderBlocks,
            BlockIndex index,
            PointerWalk walk) {
        this.snapshot = snapshot;
        this.verdicts = verdicts;
        this.calls = calls;
        this.loaderBlocks = loaderBlocks;
        this.index = index;
        this.walk = walk;
        blocks = snapshot.blocks();
        paths = snapshot.callPaths();
        memory = new ImageWords(snapshot.memory());
        seen = new boolean[blocks.count()];
        libraries = new Library[snapshot.modules().size()];
        for (ModuleInstance module : snapshot.modules()) {
            libraries[module.number()] =
                    module.file().isCLibrary() ? Library.C : module.file().isCxxLibrary() ? Library.CXX : Library.NONE;
        }
    }

    /**
     * Gives these blocks the verdict {@link Verdict#LIBRARYS_OWN}.
     *
     * @param verdicts of all blocks
     */
    static void tellApart(
            Snapshot snapshot,
            byte[] verdicts,
            LibraryCalls calls,
            LoaderBlocks loaderBlocks,
            BlockIndex index,
            PointerWalk walk) {
        new LibraryBlocks(snapshot, verdicts, calls, loaderBlocks, index, walk).find();
    }

    private void find() {
        RootScan scan = new RootScan(snapshot);
        for (Root root : snapshot.roots()) {
            if (root instanceof Root.Range range) {
                switch (range.kind()) {
                    case MODULE_DATA -> ofData(range, scan);
                    case TLS -> scan(range, scan, this::fromThread);
                    case STACK, MAPPING, REGION -> {}
                }
            }
        }
        PointerWalk.Visitor take = visiting(this::take);
        int[] file = new int[1];
        do {
            walk.follow(queue, take);
            while (files.take(file) > 0) {
                takeBuffers(blocks.address(file[0]));
            }
        } while (!queue.isEmpty());
    }

    private void ofData(Root.Range range, RootScan scan) {
        switch (libraryAt(range.start())) {
            case C -> scan(range, scan, this::take);
            case CXX -> scan(range, scan, this::fromCxxLibrary);
            case NONE -> {}
        }
    }

    private interface OnPointer {
        void at(int block);
    }

    private static PointerWalk.Visitor visiting(OnPointer visitor) {
        return (_, found, count) -> {
            for (int i = 0; i < count; i++) {
                if (found[i] != BlockIndex.NONE) {
                    visitor.at(BlockIndex.block(found[i]));
                }
            }
        };
    }

    private void scan(Root.Range range, RootScan scan, OnPointer visitor) {
        PointerWalk.Visitor pointers = visiting(visitor);
        scan.scan(range, new RootScan.Visitor() {
            @Override
            public void range(long start, long end) {
                walk.range(start, end, pointers);
            }

            @Override
            public void register(long value) {}
        });
    }

    private Library libraryAt(long address) {
        for (ModuleInstance module : snapshot.modules()) {
            boolean here = !module.unloaded() && module.start() <= address && address < module.end();
            if (here && libraries[module.number()] != Library.NONE) {
                return libraries[module.number()];
            }
        }
        return Library.NONE;
    }

    // ---- What is pointed at ----

    private void take(int block) {
        if (seen[block]) {
            return;
        }
        seen[block] = true;
        if (isFile(block)) {
            files.add(block);
        } else if (isProgramsModule(block)) {
            takeDependencies(block);
        } else if (isLibrarys(block) && use(block) != LibraryCalls.Use.HANDED_OUT) {
            own(block);
            queue.add(block);
        }
    }

    /** Of a thread's own memory the program has a part. So only what is the loader's for certain is taken: the thread's vector, its last error. */
    private void fromThread(int block) {
        boolean loaders = isLibrarys(block)
                && (loaderBlocks.contains(block)
                        ? calls.of(frame(caller(block))) != LibraryCalls.Use.HANDED_OUT
                        : use(block) == LibraryCalls.Use.LOADING);
        if (!loaders || seen[block] || isProgramsModule(block)) {
            return;
        }
        seen[block] = true;
        own(block);
        queue.add(block);
    }

    /** The C++ library gives all back that the program asked for, but not what it allocates as it is loaded: the memory for exceptions. */
    private void fromCxxLibrary(int block) {
        int caller = caller(block);
        if (library(caller) == Library.CXX
                && isLoader(paths.parent(caller))
                && calls.of(frame(caller)) != LibraryCalls.Use.HANDED_OUT) {
            own(block);
        }
    }

    private void own(int block) {
        verdicts[block] = Verdicts.code(Verdict.LIBRARYS_OWN);
    }

    private boolean isFile(int block) {
        long start = blocks.address(block);
        return (memory.at(start) >>> 16 & 0xffff) == FILE_MAGIC
                && blocks.sizeBytes(block) > FILE_FUNCTIONS
                && libraryAt(memory.at(start + FILE_FUNCTIONS)) == Library.C;
    }

    private void takeBuffers(long file) {
        takeAt(file, FILE_BUFFERS);
        takeAt(memory.at(file + WIDE_DATA), WIDE_BUFFERS);
        takeTarget(memory.at(file + NEXT_FILE));
    }

    private void takeAt(long start, int[] offsets) {
        for (int offset : offsets) {
            takeTarget(memory.at((start & -WORD) + offset));
        }
    }

    private void takeTarget(long pointer) {
        int found = index.find(pointer);
        if (found != BlockIndex.NONE) {
            take(BlockIndex.block(found));
        }
    }

    /** Of a module that the program loaded; what libc loads for itself (iconv, name services) it unloads. */
    private boolean isProgramsModule(int block) {
        return loaderBlocks.contains(block) && isLinkMap(block) && use(block) == LibraryCalls.Use.LOADING;
    }

    private boolean isLinkMap(int block) {
        long start = blocks.address(block);
        long next = memory.at(start + NEXT_MAP) & -WORD;
        long previous = memory.at(start + PREVIOUS_MAP) & -WORD;
        return (next != 0 && memory.at(next + PREVIOUS_MAP) == start)
                || (previous != 0 && memory.at(previous + NEXT_MAP) == start);
    }

    /** The order in which a module and what it needs are initialised is the loader's, which frees it; it begins with the module itself. */
    private void takeDependencies(int linkMap) {
        long start = blocks.address(linkMap);
        for (long at = start; at + WORD <= blocks.end(linkMap); at += WORD) {
            int found = index.find(memory.at(at));
            if (found != BlockIndex.NONE && BlockIndex.isStart(found)) {
                int block = BlockIndex.block(found);
                if (loaderBlocks.contains(block) && memory.at(blocks.address(block)) == start) {
                    take(block);
                }
            }
        }
    }

    // ---- Who allocated it ----

    /** The node of the function that called malloc. */
    private int caller(int block) {
        int allocation = paths.allocation(blocks.callPath(block));
        return allocation < CallPaths.FIRST ? allocation : paths.parent(allocation);
    }

    private Library library(int node) {
        int instance = node < CallPaths.FIRST ? -1 : paths.instance(node);
        return instance < 0 ? Library.NONE : libraries[instance];
    }

    private boolean isLoader(int node) {
        return library(node) == Library.C
                && snapshot.modules().get(paths.instance(node)).file().isLoader();
    }

    private boolean isLibrarys(int block) {
        return library(caller(block)) == Library.C && !paths.ignored(blocks.callPath(block));
    }

    private LibraryCalls.Use use(int block) {
        return uses.computeIfAbsent(blocks.callPath(block), _ -> calls.of(frame(entry(caller(block)))));
    }

    /** Where the C library was entered by whoever is no part of it. */
    private int entry(int caller) {
        int at = caller;
        while (library(paths.parent(at)) == Library.C) {
            at = paths.parent(at);
        }
        return at;
    }

    private Frame frame(int node) {
        return CallPaths.decode(paths.encodedFrame(node), snapshot.modules());
    }
}
