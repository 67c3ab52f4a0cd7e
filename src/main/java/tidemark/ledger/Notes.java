package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.UnloadNote;

/**
 * Reads the notes about what unloaded modules and the stacks of ended threads pointed at, of each live block the last one. Those about blocks that were freed are left out, also
 * where there is another block now: a freed block's entry loses its mark.
 */
final class Notes {
    private static final long OFFSET_MASK = (1L << FRAME_OFFSET_BITS) - 1;

    private record Line(long block, long holder, int tid) {}

    private Notes() {}

    static List<Note> read(LedgerFile file, int count, LiveBlocks live, List<ModuleInstance> modules)
            throws LedgerException {
        List<Line> lines = new ArrayList<>();
        file.forEachRecord(
                NOTES_OFFSET,
                NOTE_STRUCT_BYTES,
                count,
                (number, bytes, at) -> lines.add(new Line(
                        bytes.get(ValueLayout.JAVA_LONG, at + NOTE_BLOCK_AT),
                        bytes.get(ValueLayout.JAVA_LONG, at + NOTE_HOLDER_AT),
                        bytes.get(ValueLayout.JAVA_INT, at + NOTE_THREAD_AT))));
        List<Note> notes = new ArrayList<>();
        Set<Long> settled = new HashSet<>();
        for (Line line : lines.reversed()) {
            if (live.isNoted(line.block) && settled.add(line.block)) {
                add(line, live.blocks(), modules, notes);
            }
        }
        Collections.reverse(notes);
        return notes;
    }

    private static void add(Line line, Blocks blocks, List<ModuleInstance> modules, List<Note> notes)
            throws LedgerException {
        int instance = CallPaths.instanceIn(line.holder);
        if (instance >= modules.size() || (instance < 0 && line.tid == 0)) {
            throw new LedgerException("Damaged ledger: a note names module instance %d of %d"
                    .formatted(line.holder >>> FRAME_OFFSET_BITS, modules.size()));
        }
        int block = blocks.containing(line.block);
        if (block >= 0 && blocks.address(block) == line.block) {
            notes.add(
                    line.tid == 0
                            ? new UnloadNote(block, modules.get(instance), line.holder & OFFSET_MASK)
                            : new EndNote(block, line.tid, CallPaths.decode(line.holder, modules)));
        }
    }
}
