package tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidemark.ledger.LedgerLayout.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.WrongFree;

/** What a ledger says of freed blocks and wrong frees. */
final class WrongFreesTest {
    private static final long HEAP = 0x7f0000000000L;

    @TempDir
    private Path folder;

    private LedgerWriter writer;

    @BeforeEach
    void start() {
        writer = new LedgerWriter(folder.resolve("ledger"));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private List<WrongFree> wrongFrees() throws LedgerException {
        try (Ledger ledger = Ledger.open(writer.path)) {
            return ledger.wrongFrees(ledger.header(), ledger.modules(_ -> Optional.empty()));
        }
    }

    @Test
    void entryOfAFreedBlockIsNoBlock() throws LedgerException {
        int chunk = writer.chunk(HEAP);
        int node = writer.node(CallPaths.encodeAddress(0x1000), PATH_COMPLETE);
        writer.block(chunk, 0x10, 32, node);
        writer.word(
                LedgerWriter.entryAt(chunk, 0x50),
                LedgerWriter.entry(0x50, 16, node) & ~((long) KIND_MASK << ENTRY_KIND_SHIFT));
        try (Ledger ledger = Ledger.open(writer.path)) {
            assertThat(ledger.blocks(_ -> {}).blocks().count()).isEqualTo(1);
        }
    }

    @Test
    void everyFieldIsRead() throws LedgerException {
        int module = writer.instance(writer.file("/lib/one.so"), 0x10000, 0x20000, 1, 0);
        int first = writer.node(CallPaths.encode(module, 0x124), PATH_COMPLETE);
        int second = writer.node(CallPaths.encode(module, 0x224), PATH_COMPLETE);
        int third = writer.node(CallPaths.encode(module, 0x324), PATH_COMPLETE);
        writer.wrongFree(WRONG_SECOND, HEAP + 0x40, HEAP + 0x40, 33, 0, first, second, third, 2, 5);
        writer.wrongFree(WRONG_IN_MODULE, 0x10040, 0, 0, CallPaths.encode(module, 0x40), first, 0, 0, 1, 1);
        List<WrongFree> wrong = wrongFrees();
        assertThat(wrong.get(0))
                .isEqualTo(new WrongFree(
                        WrongFree.Sort.SECOND,
                        HEAP + 0x40,
                        HEAP + 0x40,
                        33,
                        first,
                        second,
                        third,
                        Optional.empty(),
                        2,
                        5));
        assertThat(wrong.get(1).place().orElseThrow().fileAddress()).isEqualTo(0x40);
        assertThat(wrong.get(1).place().orElseThrow().module().file().path()).isEqualTo("/lib/one.so");
    }

    @Test
    void damageIsFound() {
        writer.node(CallPaths.encodeAddress(0x1000), PATH_COMPLETE);
        writer.wrongFree(7, HEAP, 0, 0, 0, PATH_FIRST, 0, 0, 1, 1);
        assertThatThrownBy(this::wrongFrees).hasMessage("Damaged ledger: wrong free 0 is of sort 7");
        writer.number(WRONG_FREES_OFFSET + WRONG_FREE_SORT_AT, WRONG_NOWHERE);
        writer.number(WRONG_FREES_OFFSET + WRONG_FREE_PATH_AT, PATH_FIRST + 1);
        assertThatThrownBy(this::wrongFrees).hasMessage("Damaged ledger: wrong free 0 has call path 17 of 17");
        writer.number(WRONG_FREES_OFFSET + WRONG_FREE_PATH_AT, PATH_FIRST);
        writer.number(WRONG_FREES_OFFSET + WRONG_FREE_SORT_AT, WRONG_IN_MODULE);
        assertThatThrownBy(this::wrongFrees).hasMessage("Damaged ledger: wrong free 0 is in module instance 0 of 0");
        writer.number(HEADER_WRONG_FREE_COUNT_AT, (int) WRONG_FREES_CAPACITY + 1);
        assertThatThrownBy(this::wrongFrees).hasMessageContaining("wrong frees where there is room for");
    }
}
