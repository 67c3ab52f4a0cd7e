package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;

/** A root points 8 bytes into the block at 0x1000, and that block at the one at 0x1020; both come from the same place. */
final class LoaderBlocksTest {
    private static final String HEAP = """
            root mapping 0x100 0x108
            memory 0x100 0x108
            word 0x100 0x1008
            block 0x1000 24 path 17
            block 0x1020 24 path 17
            memory 0x1000 0x1020
            word 0x1010 0x1028
            """;

    @Test
    void pointerIntoMiddleOfBlockThatLoaderAllocatedForItselfCounts() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse(calledFrom("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2") + HEAP);

        Verdicts verdicts = Reachability.judge(snapshot, Set.of());

        assertThat(verdicts.verdict(0)).isEqualTo(Verdict.STILL_REACHABLE);
        assertThat(verdicts.verdict(1)).isEqualTo(Verdict.STILL_REACHABLE);
    }

    @Test
    void pointerIntoMiddleOfAnyOtherBlockIsPossiblyLost() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse(calledFrom("/usr/lib/x86_64-linux-gnu/libc.so.6") + HEAP);

        Verdicts verdicts = Reachability.judge(snapshot, Set.of());

        assertThat(verdicts.verdict(0)).isEqualTo(Verdict.POSSIBLY_LOST);
        assertThat(verdicts.verdict(1)).isEqualTo(Verdict.POSSIBLY_LOST);
    }

    private static String calledFrom(String path) {
        return """
                file 0 "/usr/lib/libtidemark.so"
                file 1 "%s"
                module 0 file 0 load 0x7f0000000000 start 0x7f0000000000 end 0x7f0000010000 loaded 1
                module 1 file 1 load 0x7f0000100000 start 0x7f0000100000 end 0x7f0000110000 loaded 2
                path 16 module 1 0x1234 caller complete
                path 17 module 0 0x40 caller 16
                """.formatted(path);
    }
}
