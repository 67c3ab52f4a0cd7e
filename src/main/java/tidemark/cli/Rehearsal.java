package tidemark.cli;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * A made-up snapshot whose check uses the same code as a real one. It is checked while the target runs, so that the JVM has linked and
 * loaded what the first report needs; its report is thrown away.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** @param library an ELF file in which frames lie */
    static Snapshot snapshot(Path library) {
        ModuleFile file = new ModuleFile(library.toString(), Optional.empty(), Optional.of(library));
        ModuleInstance module = new ModuleInstance(0, file, 0x10000, 0x10000, 0x20000, 1, OptionalLong.empty());
        long[] frames = new long[CallPaths.FIRST + 2];
        int[] callers = new int[frames.length];
        frames[CallPaths.FIRST] = CallPaths.encode(0, 0x1001);
        frames[CallPaths.FIRST + 1] = CallPaths.encodeAddress(0x5001);
        callers[CallPaths.FIRST + 1] = CallPaths.FIRST;
        int path = CallPaths.FIRST + 1;
        MemoryImage.Part memory = new MemoryImage.Part(0x1000, MemorySegment.ofArray(new long[] {0x2000, 0x3000}));
        return new Snapshot(
                new ProcessIdentity(0, 0, List.of()),
                Blocks.of(new long[] {0x2000, 0x3000, 0x4000}, new long[] {8, 8, 8}, new int[] {
                    path, CallPaths.FIRST, path
                }),
                new CallPaths(frames, callers, List.of(module)),
                List.of(new Root.Range(Root.Kind.MAPPING, 0x1000, 0x1008, ""), new Root.Register(1, "rbx", 0x2000)),
                new MemoryImage(List.of(memory)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(3, 0, 24),
                List.of());
    }
}
