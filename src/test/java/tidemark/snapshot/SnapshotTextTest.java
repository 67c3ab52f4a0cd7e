package tidemark.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SnapshotTextTest {
    private static final String EVERYTHING = """
            process 4711 parent 4700 command "/usr/bin/php" "-r" "echo \\"a # b\\\\n\\";\\u000a"
            heap allocations 10 frees 7 bytes 4096
            gap "thread 4712 could not be stopped"
            file 0 "/usr/lib/php/http.so" build-id "00ff12" opened "/proc/1/fd/9" size 4711 modified 1700000000000000001
            file 1 "/usr/lib/libevent-2.1.so.7"
            module 0 file 0 load 0x7f0000000000 start 0x7f0000000000 end 0x7f0000010000 loaded 3 unloaded 9
            module 1 file 1 load 0x7f0000020000 start 0x7f0000020000 end 0x7f0000030000 loaded 4
            module 2 file 0 load 0x7f0000040000 start 0x7f0000040000 end 0x7f0000050000 loaded 10
            path 16 module 0 0x1234 caller complete
            path 17 module 2 0x40 caller 16
            path 18 address 0x7fffdead0001 caller 17
            path 19 module 1 0xffffffffff caller cut
            path 20 module 1 0x1 undescribed caller 16
            block 0x555500000010 24 path 18
            block 0x555500000030 0 path unrecorded
            block 0x555500000050 4294967296 path 20
            note 0x555500000010 module 0 0x3008
            note 0x555500000030 thread 4713 module 2 0x41
            note 0x555500000050 thread 4714 address 0x7fffdead0001
            wrong-free mismatched 0x555500000100 path 18 block 0x555500000100 7 path 16 thread 1 times 3
            wrong-free second 0x555500000100 path 18 block 0x555500000100 7 path 16 freed 17 thread 1 times 1
            wrong-free inside 0x555500000103 path unrecorded block 0x555500000100 7 path unrecorded thread 2 times 1
            wrong-free stack 0x7ffc00000010 path 18 thread 2 times 1
            wrong-free module 0x7f0000022010 path 18 module 1 0x22010 thread 1 times 1
            wrong-free nowhere 0x8000000000000000 path 18 thread 1 times 2
            root module-data 0x7f0000022000 0x7f0000022010 "/usr/lib/libevent-2.1.so.7"
            root stack 0x7ffc00000000 0x7ffc00001000 "thread 4711"
            root mapping 0x10000 0x20000 ""
            register 4711 "rax" 0xfffffffffffffff0
            code 0x7f0000001000 0x7f0000008000
            memory 0x10000 0x10020
            word 0x10008 0x555500000010
            word 0x10018 0x8000000000000000
            memory 0x555500000000 0x555500000008
            """;

    @Test
    void writingWhatWasParsedGivesTheSameText() throws MalformedSnapshotException {
        assertThat(SnapshotText.write(SnapshotText.parse(EVERYTHING))).isEqualTo(EVERYTHING);
    }

    @Test
    void everyValueArrivesInTheSnapshot() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse(EVERYTHING);
        assertThat(snapshot.process())
                .isEqualTo(new ProcessIdentity(4711, 4700, List.of("/usr/bin/php", "-r", "echo \"a # b\\n\";\n")));
        assertThat(snapshot.heapUse()).isEqualTo(new HeapUse(10, 7, 4096));
        assertThat(snapshot.gaps()).containsExactly("thread 4712 could not be stopped");
        assertThat(snapshot.blocks().count()).isEqualTo(3);
        assertThat(snapshot.wrongFrees()).extracting(WrongFree::sort).containsExactly(WrongFree.Sort.values());
        assertThat(snapshot.wrongFrees().get(1))
                .isEqualTo(new WrongFree(
                        WrongFree.Sort.SECOND,
                        0x555500000100L,
                        0x555500000100L,
                        7,
                        18,
                        16,
                        17,
                        Optional.empty(),
                        1,
                        1));
        assertThat(snapshot.blocks().containing(0x555500000030L)).isEqualTo(1);
        assertThat(snapshot.blocks().callPath(1)).isEqualTo(CallPaths.UNRECORDED);
        CallPath path = snapshot.callPaths().path(snapshot.blocks().callPath(0));
        assertThat(path.ending()).isEqualTo(CallPath.Ending.COMPLETE);
        assertThat(path.frames())
                .containsExactly(
                        new Frame.Anonymous(0x7fffdead0000L),
                        new Frame.InModule(snapshot.modules().get(2), 0x3f),
                        new Frame.InModule(snapshot.modules().get(0), 0x1233));
        assertThat(snapshot.modules().get(0).unloaded()).isTrue();
        assertThat(snapshot.roots()).contains(new Root.Register(4711, "rax", -16));
        assertThat(snapshot.memory().parts()).hasSize(2);
    }

    @Test
    void ignoredPathIsThePathThatItIgnores() throws MalformedSnapshotException {
        String text = """
                process 1 parent 0 command
                heap allocations 0 frees 0 bytes 0
                path 16 address 0x4001 caller complete
                path 17 ignored caller 16
                block 0x1000 8 path 16
                block 0x2000 8 path 17
                block 0x3000 8 path unrecorded-ignored
                root region 0x1000 0x1008 ""
                """;
        Snapshot snapshot = SnapshotText.parse(text);
        CallPaths paths = snapshot.callPaths();

        assertThat(SnapshotText.write(snapshot)).isEqualTo(text);
        assertThat(paths.path(17)).isEqualTo(paths.path(16));
        assertThat(List.of(16, 17, CallPaths.UNRECORDED_IGNORED, CallPaths.UNRECORDED))
                .map(paths::ignored)
                .containsExactly(false, true, true, false);
        assertThat(paths.ignoresBlocks()).isTrue();
    }

    @Test
    void memoryIsWrittenAsItsNonZeroWords() {
        MemorySegment bytes = MemorySegment.ofArray(new long[] {0, 7, 0});
        Snapshot snapshot = new Snapshot(
                new ProcessIdentity(1, 0, List.of()),
                Blocks.of(new long[0], new long[0], new int[0]),
                new CallPaths(new long[0], new int[0], List.of()),
                List.of(),
                new MemoryImage(List.of(new MemoryImage.Part(0x1000, bytes))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(0, 0, 0),
                List.of());
        assertThat(SnapshotText.write(snapshot)).isEqualTo("""
                        process 1 parent 0 command
                        heap allocations 0 frees 0 bytes 0
                        memory 0x1000 0x1018
                        word 0x1008 0x7
                        """);
    }

    @Test
    void commentsAndMissingLinesAndDecimalNumbersAreFine() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse("""
                # one block

                block 4096 0x18   # without a call path
                root mapping 8 16#without a label
                """);
        assertThat(snapshot.blocks().address(0)).isEqualTo(0x1000);
        assertThat(snapshot.blocks().sizeBytes(0)).isEqualTo(24);
        assertThat(snapshot.roots()).containsExactly(new Root.Range(Root.Kind.MAPPING, 8, 16, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    blok 0x10 8                       | Snapshot, line 2: expected process, heap, gap
                    block                             | Snapshot, line 2: expected one more value at its end
                    block ten 8                       | Snapshot, line 2: expected a number such as 24 or 0x18, not 'ten'
                    block 0x10 8 9                    | Snapshot, line 2: expected no more, not '9'
                    block 0x10 8 path 17              | Snapshot, line 2: expected a number from 0 to 15, not 17
                    block 0x4 8                       | Snapshot, line 2: a block starts at a multiple of 8
                    block 0x0 8                       | Snapshot, line 2: the block does not lie behind the one before
                    block 0xffffffffffffffff 8        | Snapshot, line 2: expected a number from 0 to 140737488355328
                    root heap 0x10 0x20               | Snapshot, line 2: expected module-data, stack, mapping or region, not 'heap'
                    memory 0x11 0x20                  | Snapshot, line 2: memory needs a start and a higher end
                    memory 0x0 0x700000000000         | Snapshot, line 2: more than 1073741824 bytes of memory
                    word 0x10 1                       | Snapshot, line 2: the word does not lie in the memory line before it
                    gap "open                         | Snapshot, line 2: a text has no closing quotation mark
                    path 18 address 1 caller complete | Snapshot, line 2: expected number 16
                    path 16 module 0 1 caller complete| Snapshot, line 2: expected a number from 0 to -1
                    heap frees 1                      | Snapshot, line 2: expected 'allocations', not 'frees'
                    """)
    void whatIsWrongInALineIsNamed(String line, String message) {
        assertThatThrownBy(() -> SnapshotText.parse("block 0x0 8\n" + line))
                .isInstanceOf(MalformedSnapshotException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void mutatedTextIsParsedOrRefusedButNothingElse() {
        SplittableRandom random = new SplittableRandom(20);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] text = EVERYTHING.getBytes(StandardCharsets.US_ASCII);
            for (int change = 0; change < 3; change++) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(128);
            }
            try {
                SnapshotText.parse(new String(text, StandardCharsets.US_ASCII));
            } catch (MalformedSnapshotException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 4999);
    }
}
