package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import tidemark.ledger.Ledger;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.LiveBlocks;
import tidemark.process.AddressRange;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.WrongFree;

/**
 * The blocks and modules that the ledger tells, and what follows from them alone.
 *
 * @param header as it was before the rest was read
 * @param pages in which the blocks lie
 * @param allocatorRanges what an allocator other than libc's has of the kernel
 * @param rootRegions that the program registered
 * @param gaps what makes the blocks incomplete
 */
record LedgerReading(
        LedgerHeader header,
        HeapUse use,
        LiveBlocks live,
        Ranges pages,
        List<ModuleInstance> modules,
        List<Note> notes,
        List<AddressRange> rootRegions,
        Ranges allocatorRanges,
        List<WrongFree> wrongFrees,
        List<String> gaps) {
    static final long PAGE_BYTES = 4096;

    Blocks blocks() {
        return live.blocks();
    }

    /** @param openedFile from a module file's number to a path by which that very file can be read */
    static LedgerReading of(Ledger ledger, IntFunction<Optional<OpenedFile>> openedFile) throws LedgerException {
        LedgerHeader header = ledger.header();
        List<String> gaps = new ArrayList<>(header.omissions().sentences());
        LiveBlocks live = ledger.blocks(gaps::add);
        Blocks blocks = live.blocks();
        List<ModuleInstance> modules = ledger.modules(openedFile);
        return new LedgerReading(
                header,
                ledger.heapUse(blocks.count()),
                live,
                pagesOf(blocks),
                modules,
                ledger.notes(live, modules),
                ledger.rootRegions(),
                allocatorRanges(ledger),
                ledger.wrongFrees(header, modules),
                List.copyOf(gaps));
    }

    private static Ranges allocatorRanges(Ledger ledger) throws LedgerException {
        Ranges.Builder ranges = new Ranges.Builder();
        ledger.allocatorRanges().forEach(range -> ranges.add(range.start(), range.end()));
        return ranges.build();
    }

    static Ranges pagesOf(Blocks blocks) {
        Ranges.Builder pages = new Ranges.Builder();
        int count = blocks.count();
        for (int block = 0; block < count; block++) {
            pages.add(blocks.address(block) & -PAGE_BYTES, (blocks.end(block) + PAGE_BYTES - 1) & -PAGE_BYTES);
        }
        return pages.build();
    }
}
