package tidemark.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidemark.ledger.LedgerLayout.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.process.AddressRange;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.BuildId;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.Frame;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.UnloadNote;

class LedgerTest {
    private static final long HEAP = 0x7f00_0000_0000L;
    private static final long LOWER_HEAP = 0x5555_5400_0000L;

    @TempDir
    Path folder;

    private LedgerWriter writer;
    private final List<String> gaps = new ArrayList<>();

    @BeforeEach
    void writeEmptyLedger() {
        writer = new LedgerWriter(folder.resolve("ledger"));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private interface Question<T> {
        T ask(Ledger ledger) throws LedgerException;
    }

    private <T> T read(Question<T> question) throws LedgerException {
        try (Ledger ledger = Ledger.open(writer.path)) {
            return question.ask(ledger);
        }
    }

    private List<String> blocks() throws LedgerException {
        Blocks blocks = read(ledger -> ledger.blocks(gaps::add).blocks());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < blocks.count(); i++) {
            lines.add("%x %d %d".formatted(blocks.address(i), blocks.sizeBytes(i), blocks.callPath(i)));
        }
        return lines;
    }

    private void writeSample() {
        int file = writer.file("/lib/libone.so", (byte) 0xab, (byte) 0x01);
        int other = writer.file("/lib/libtwo.so");
        writer.instance(file, 0x1000, 0x5000, 1, 2);
        writer.instance(file, 0x9000, 0xd000, 3, 0);
        writer.instance(other, 0x1000, 0x2000, 4, 0);
        int outer = writer.node(CallPaths.encode(0, 0x124), PATH_COMPLETE);
        writer.node(CallPaths.encode(2, 0x200), outer);
        writer.node(CallPaths.encodeAddress(0x7fff_0000_1001L), PATH_CUT);
        int high = writer.chunk(HEAP);
        int low = writer.chunk(LOWER_HEAP);
        writer.block(high, 0x10, 24, 17);
        writer.block(high, 0x40, 0, PATH_UNRECORDED);
        writer.block(high, 0x3ff_fff0, 1, 16);
        writer.block(low, 0x2a0, 100, 18);
        writer.thread(100, 1, 5, 500);
        writer.thread(101, 0, 10, 1000);
    }

    @Test
    void blocksComeByRisingAddressWithSizeAndCallPath() throws LedgerException {
        writeSample();
        assertThat(blocks())
                .containsExactly("5555540002a0 100 18", "7f0000000010 24 17", "7f0000000040 0 1", "7f0003fffff0 1 16");
        assertThat(gaps).isEmpty();
    }

    @Test
    void chunkThatHoldsNoBlockAnyMoreIsEmpty() throws LedgerException {
        writer.chunk(HEAP);
        int second = writer.chunk(HEAP + (64 << 20));
        writer.word(LedgerWriter.entryAt(second, 0x100), 0);
        assertThat(blocks()).isEmpty();
    }

    @Test
    void sizeOfHugeBlockStandsElsewhere() throws LedgerException {
        int chunk = writer.chunk(HEAP);
        writer.block(chunk, 0x10, SIZE_ELSEWHERE, PATH_UNRECORDED);
        writer.largeBlock(0, 0);
        writer.largeBlock(HEAP + 0x10, 5L << 30);
        assertThat(blocks()).containsExactly("7f0000000010 5368709120 1");
    }

    @Test
    void blockThatAnotherNowCoversIsLeftOutAndToldAsGap() throws LedgerException {
        int chunk = writer.chunk(HEAP);
        writer.block(chunk, 0x10, 32, PATH_UNRECORDED);
        writer.block(chunk, 0x30, 33, PATH_UNRECORDED);
        writer.block(chunk, 0x50, 16, PATH_UNRECORDED);
        assertThat(blocks()).containsExactly("7f0000000010 32 1", "7f0000000050 16 1");
        assertThat(gaps)
                .containsExactly(
                        "1 blocks were freed by a way that could not be observed: others now lie where they lay");
    }

    private List<String> notes() throws LedgerException {
        return read(ledger -> {
            LiveBlocks live = ledger.blocks(gaps::add);
            return ledger.notes(live, ledger.modules(file -> Optional.empty())).stream()
                    .map(note -> Long.toHexString(live.blocks().address(note.block())) + " by " + holder(note))
                    .toList();
        });
    }

    private static String holder(Note note) {
        return switch (note) {
            case UnloadNote unload ->
                "instance %d at %x".formatted(unload.module().number(), unload.wordAddress());
            case EndNote end ->
                "thread %d in %s"
                        .formatted(
                                end.tid(),
                                switch (end.routine()) {
                                    case Frame.InModule in ->
                                        "instance %d at %x"
                                                .formatted(in.module().number(), in.lookupAddress());
                                    case Frame.Anonymous at -> Long.toHexString(at.runtimeAddress());
                                });
        };
    }

    /** Blocks at 0x10 and 0x50, and two module instances. */
    private void writeNotedBlocks() {
        int file = writer.file("/lib/one.so");
        writer.instance(file, 0x10000, 0x20000, 1, 2);
        writer.instance(file, 0x10000, 0x20000, 3, 4);
        int chunk = writer.chunk(HEAP);
        writer.word(LedgerWriter.entryAt(chunk, 0x10), LedgerWriter.entry(0x10, 32, 1) | 1L << ENTRY_NOTED_SHIFT);
        writer.block(chunk, 0x50, 16, 1);
    }

    @Test
    void notesAreThoseAboutLiveBlocksThatWereNotFreedSince() throws LedgerException {
        writeNotedBlocks();
        writer.note(HEAP + 0x10, 0, 0x4010);
        writer.note(HEAP + 0x50, 0, 0x4020);
        writer.note(HEAP + 0x90, 1, 0x4030);
        assertThat(notes()).containsExactly("7f0000000010 by instance 0 at 4010");
        assertThat(blocks()).containsExactly("7f0000000010 32 1", "7f0000000050 16 1");
    }

    @Test
    void lastNoteAboutABlockCounts() throws LedgerException {
        writeNotedBlocks();
        writer.note(HEAP + 0x10, 0, 0x4010);
        writer.note(HEAP + 0x10, 1, 0x4040);
        assertThat(notes()).containsExactly("7f0000000010 by instance 1 at 4040");
    }

    @Test
    void notesAreInTheOrderInWhichTheyWereMade() throws LedgerException {
        writeNotedBlocks();
        writer.word(
                LedgerWriter.entryAt(writer.chunk(HEAP + (1L << CHUNK_SPAN_SHIFT)), 0x50),
                LedgerWriter.entry(0x50, 16, 1) | 1L << ENTRY_NOTED_SHIFT);
        writer.note(HEAP + (1L << CHUNK_SPAN_SHIFT) + 0x50, 1, 0x4020);
        writer.note(HEAP + 0x10, 0, 0x4010);
        assertThat(notes()).containsExactly("7f0004000050 by instance 1 at 4020", "7f0000000010 by instance 0 at 4010");
    }

    @Test
    void noteAboutAThreadTellsTheFunctionThatItBeganWith() throws LedgerException {
        writeNotedBlocks();
        writer.endNote(HEAP + 0x10, CallPaths.encode(1, 0x4011), 4711);
        assertThat(notes()).containsExactly("7f0000000010 by thread 4711 in instance 1 at 4010");
        writer.endNote(HEAP + 0x10, CallPaths.encodeAddress(0x7fff00000001L), 4712);
        assertThat(notes()).containsExactly("7f0000000010 by thread 4712 in 7fff00000000");
    }

    @Test
    void noteOfAnUnknownInstanceIsDamage() {
        writeNotedBlocks();
        writer.note(HEAP + 0x10, 2, 0x4010);
        assertThatThrownBy(this::notes)
                .isInstanceOf(LedgerException.class)
                .hasMessage("Damaged ledger: a note names module instance 2 of 2");
    }

    @Test
    void callPathsNameModulesByInstance() throws LedgerException {
        writeSample();
        Path opened = Path.of("/proc/self/fd/99");
        OpenedFile openedFile = new OpenedFile(opened, Optional.empty());
        CallPaths paths =
                read(ledger -> callPaths(ledger, file -> file == 1 ? Optional.of(openedFile) : Optional.empty()));
        ModuleFile one = new ModuleFile("/lib/libone.so", Optional.of(new BuildId("ab01")), Optional.empty());
        ModuleFile two = new ModuleFile("/lib/libtwo.so", Optional.empty(), Optional.of(opened));
        ModuleInstance unloaded = new ModuleInstance(0, one, 0x1000, 0x1000, 0x5000, 1, OptionalLong.of(2));
        ModuleInstance last = new ModuleInstance(2, two, 0x1000, 0x1000, 0x2000, 4, OptionalLong.empty());
        assertThat(paths.modules())
                .containsExactly(
                        unloaded, new ModuleInstance(1, one, 0x9000, 0x9000, 0xd000, 3, OptionalLong.empty()), last);
        assertThat(paths.path(17))
                .isEqualTo(new CallPath(
                        List.of(new Frame.InModule(last, 0x1ff), new Frame.InModule(unloaded, 0x123)),
                        2,
                        CallPath.Ending.COMPLETE));
        assertThat(paths.path(18))
                .isEqualTo(new CallPath(List.of(new Frame.Anonymous(0x7fff_0000_1000L)), 1, CallPath.Ending.CUT));
    }

    @Test
    void pathIsExactUpToItsInnermostFrameWithoutUnwindInformation() throws LedgerException {
        writer.instance(writer.file("/lib/libone.so"), 0x1000, 0x5000, 1, 0);
        int outer = writer.node(CallPaths.encode(0, 0x124), PATH_COMPLETE);
        int undescribed = writer.node(CallPaths.encode(0, 0x200) | FRAME_UNDESCRIBED, outer);
        int generated = writer.node(CallPaths.encodeAddress(0x7fff_0000_1001L), undescribed);
        int inner = writer.node(CallPaths.encode(0, 0x300), generated);
        CallPaths paths = read(ledger -> callPaths(ledger, _ -> Optional.empty()));
        assertThat(paths.path(outer).exactFrames()).isEqualTo(1);
        assertThat(paths.path(undescribed).exactFrames()).isEqualTo(1);
        assertThat(paths.path(undescribed).frames().getFirst())
                .isEqualTo(new Frame.InModule(paths.modules().getFirst(), 0x1ff));
        assertThat(paths.path(inner).exactFrames()).isEqualTo(2);
        assertThat(paths.instance(undescribed)).isZero();
    }

    private static CallPaths callPaths(Ledger ledger, IntFunction<Optional<OpenedFile>> openedFile)
            throws LedgerException {
        return ledger.callPaths(ledger.header(), ledger.modules(openedFile));
    }

    @Test
    void heapUseIsTheSumOverAllThreadsThatEverWere() throws LedgerException {
        writeSample();
        HeapUse heapUse = read(ledger -> ledger.heapUse(3));
        assertThat(heapUse).isEqualTo(new HeapUse(15, 12, 1500));
        assertThat(read(Ledger::threadTids)).containsExactly(100);
    }

    @Test
    void agentRangesAreThoseInUse() throws LedgerException {
        writer.word(AGENT_RANGES_OFFSET + RANGE_START_AT, 0x1000);
        writer.word(AGENT_RANGES_OFFSET + RANGE_END_AT, 0x3000);
        writer.word(AGENT_RANGES_OFFSET + RANGE_STRUCT_BYTES + RANGE_END_AT, 0);
        writer.number(HEADER_AGENT_RANGE_COUNT_AT, 2);
        assertThat(read(Ledger::agentRanges)).containsExactly(new AddressRange(0x1000, 0x3000));
    }

    @Test
    void headerTellsWhereThreadStacksAreListed() throws LedgerException {
        assertThat(read(Ledger::header).threadStacks()).isEmpty();
        writer.word(HEADER_STACK_LIST_USED_AT, 0x111);
        writer.word(HEADER_STACK_LIST_CACHE_AT, 0x333);
        writer.number(HEADER_PTHREAD_LIST_OFFSET_AT, 704);
        writer.number(HEADER_PTHREAD_TID_OFFSET_AT, 720);
        writer.number(HEADER_PTHREAD_STACK_OFFSET_AT, 1680);
        writer.number(HEADER_PTHREAD_START_OFFSET_AT, 1600);
        writer.number(HEADER_PTHREAD_BYTES_AT, 2304);
        writer.number(HEADER_TLS_BYTES_AT, 192);
        assertThat(read(Ledger::header).threadStacks())
                .contains(new LedgerHeader.ThreadStacks(0x111, 0, 0x333, 704, 720, 1680, 1600, 2304, 192));
    }

    @Test
    void rootRegionsThatAreNoneAreLeftOut() throws LedgerException {
        long[] words = {0x1000, 0x1800, 0, 0, 0x2000, 0, 0x3000, 0x3010};
        for (int i = 0; i < words.length; i++) {
            writer.word(ROOT_REGIONS_OFFSET + i * 8L, words[i]);
        }
        writer.number(HEADER_ROOT_REGION_COUNT_AT, 4);
        assertThat(read(Ledger::rootRegions))
                .containsExactly(new AddressRange(0x1000, 0x1800), new AddressRange(0x3000, 0x3010));
    }

    @Test
    void wishesAreTextsUpToTheirZeroByte() throws LedgerException {
        writer.number(ROOT_REGIONS_OFFSET, 0); // a real ledger's file is longer, too
        assertThat(read(Ledger::wishes)).isEqualTo(ProgramWishes.NONE);
        writer.number(WISHES_OFFSET + WISHES_TURNED_OFF_AT, 1);
        writer.bytes(WISHES_OFFSET + WISHES_OPTIONS_AT, "exitcode=7:detect_leaks=true exitcode=9\0x".getBytes(UTF_8));
        writer.bytes(WISHES_OFFSET + WISHES_SUPPRESSIONS_AT, "leak:one\nleak:two\n\0".getBytes(UTF_8));
        ProgramWishes wishes = read(Ledger::wishes);

        assertThat(wishes.suppressions()).isEqualTo("leak:one\nleak:two\n");
        assertThat(wishes.option("exitcode", 23)).isEqualTo(9);
        assertThat(wishes.option("detect_leaks", 0)).isEqualTo(1);
        assertThat(wishes.option("leak_check_at_exit", 1)).isEqualTo(1);
        assertThat(wishes.wantsChecks()).isFalse();
    }

    private List<String> omissions() throws LedgerException {
        return read(Ledger::header).omissions().sentences();
    }

    @Test
    void whatWasDroppedIsToldAsGaps() throws LedgerException {
        assertThat(omissions()).isEmpty();
        writer.word(HEADER_BLOCKS_DROPPED_AT, 1234);
        writer.word(HEADER_MODULES_DROPPED_AT, 1);
        writer.word(HEADER_WALKS_CUT_AT, 9);
        assertThat(omissions())
                .containsExactly(
                        "1,234 blocks were not recorded: the ledger has no room for more; their leaks are not reported",
                        "1 modules were not recorded: the ledger has no room for more; their frames have no names");
    }

    static List<Arguments> damages() {
        return List.of(
                damage("Not a ledger", writer -> writer.word(HEADER_MAGIC_AT, 0x1234)),
                damage("version 2, this Tidemark reads version 1", writer -> writer.number(HEADER_VERSION_AT, 2)),
                damage("claims 4294967295 call paths", writer -> writer.number(HEADER_NODE_COUNT_AT, -1)),
                damage("claims 67108865 call paths", writer -> writer.number(HEADER_NODE_COUNT_AT, 67108865)),
                damage("claims 3 call paths", writer -> writer.number(HEADER_NODE_COUNT_AT, 3)),
                damage("was never written", writer -> writer.number(HEADER_NODE_COUNT_AT, 60_000_000)),
                damage("claims 16385 module files", writer -> writer.number(HEADER_FILE_COUNT_AT, 16385)),
                damage("claims 1048577 module instances", writer -> writer.number(HEADER_INSTANCE_COUNT_AT, 1048577)),
                damage("claims 32769 chunks", writer -> writer.number(HEADER_CHUNK_COUNT_AT, 32769)),
                damage("claims 65537 threads", writer -> writer.number(HEADER_THREAD_COUNT_AT, 65537)),
                damage("claims 65281 agent ranges", writer -> writer.number(HEADER_AGENT_RANGE_COUNT_AT, 65281)),
                damage("claims 4097 large blocks", writer -> writer.number(HEADER_LARGE_BLOCK_COUNT_AT, 4097)),
                damage(
                        "frame of call path 16 is in module instance 3 of 3",
                        writer -> writer.word(LedgerWriter.nodeAt(16), CallPaths.encode(3, 1))),
                damage(
                        "call path 17 was called from call path 17",
                        writer -> writer.number(LedgerWriter.nodeAt(17) + NODE_PARENT_AT, 17)),
                damage(
                        "module instance 1 is of file 2 of 2",
                        writer -> writer.number(INSTANCES_OFFSET + INSTANCE_STRUCT_BYTES + INSTANCE_FILE_AT, 2)),
                damage("0x1000 to 0xfff", writer -> writer.word(INSTANCES_OFFSET + INSTANCE_END_AT, 0xfff)),
                damage(
                        "65 bytes in a field of 64 of module file 0",
                        writer -> writer.number(FILES_OFFSET + FILE_BUILD_ID_BYTES_AT, 65)),
                damage(
                        "3993 bytes in a field of 3992 of module file 1",
                        writer -> writer.number(FILES_OFFSET + FILE_STRUCT_BYTES + FILE_PATH_BYTES_AT, 3993)),
                damage(
                        "chunk 0 covers impossible address 0x7f0000000008",
                        writer -> writer.word(CHUNK_BASES_OFFSET, HEAP + 8)),
                damage(
                        "two chunks cover address 0x7f0000000000",
                        writer -> writer.word(CHUNK_BASES_OFFSET + CHUNK_BASE_STRUCT_BYTES, HEAP)),
                damage("block at 0x7f0000000010 has call path 19 of 19", writer -> writer.block(0, 0x10, 24, 19)),
                damage(
                        "no size for the large block at 0x7f0000000010",
                        writer -> writer.block(0, 0x10, SIZE_ELSEWHERE, 16)),
                damage("agent range 0 goes from 0x2000 to 0x1000", writer -> {
                    writer.word(AGENT_RANGES_OFFSET + RANGE_START_AT, 0x2000);
                    writer.word(AGENT_RANGES_OFFSET + RANGE_END_AT, 0x1000);
                    writer.number(HEADER_AGENT_RANGE_COUNT_AT, 1);
                }));
    }

    private static Arguments damage(String message, Consumer<LedgerWriter> damage) {
        return Arguments.of(message, damage);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedLedgerIsToldAsSuch(String message, Consumer<LedgerWriter> damage) throws LedgerException {
        writeSample();
        readAll();
        damage.accept(writer);
        assertThatThrownBy(this::readAll).isInstanceOf(LedgerException.class).hasMessageContaining(message);
    }

    private void readAll() throws LedgerException {
        try (Ledger ledger = Ledger.open(writer.path)) {
            assertThat(ledger.header().omissions().sentences()).isNotNull();
            assertThat(ledger.heapUse(0)).isNotNull();
            assertThat(ledger.agentRanges()).isNotNull();
            CallPaths paths = callPaths(ledger, file -> Optional.empty());
            Blocks blocks = ledger.blocks(gaps::add).blocks();
            for (int i = 0; i < blocks.count(); i++) {
                assertThat(paths.path(blocks.callPath(i))).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void wildBytesGiveValuesOrLedgerExceptions(long seed) {
        writeSample();
        Random random = new Random(seed);
        long[] places = {
            HEADER_VERSION_AT,
            FILES_OFFSET,
            INSTANCES_OFFSET,
            LedgerWriter.nodeAt(16),
            CHUNK_BASES_OFFSET,
            LedgerWriter.entryAt(0, 0),
            THREADS_OFFSET
        };
        for (int i = 0; i < 40; i++) {
            byte[] wild = new byte[1 + random.nextInt(4)];
            random.nextBytes(wild);
            writer.bytes(places[random.nextInt(places.length)] + random.nextInt(64), wild);
            try {
                readAll();
            } catch (LedgerException e) {
                assertThat(e).hasMessageMatching("(?s)(Damaged ledger|The ledger).*");
            }
        }
    }

    @Test
    void fileThatEndsTooEarlyIsUnreadable() {
        writer.number(HEADER_THREAD_COUNT_AT, 10);
        assertThatThrownBy(() -> read(ledger -> ledger.heapUse(3)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("ends before offset");
    }

    @Test
    void missingFileIsUnreadable() {
        assertThatThrownBy(() -> Ledger.open(folder.resolve("nothing")).close())
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("no such file");
    }
}
