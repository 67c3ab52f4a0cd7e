package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;

/** Each rule with the smallest heap that shows it. The root's words lie at 0x100, the blocks from 0x1000 up. */
final class ReachabilityTest {
    @Test
    void blockThatNothingPointsAtIsDefinitelyLost() {
        judged("""
                block 0x1000 24
                """, """
                0x1000 DEFINITELY_LOST
                """);
    }

    @Test
    void pointerToStartOfBlockInRootKeepsItReachable() {
        judged("""
                root mapping 0x100 0x110
                memory 0x100 0x110
                word 0x108 0x1000
                block 0x1000 24
                block 0x1020 24
                """, """
                0x1000 STILL_REACHABLE
                0x1020 DEFINITELY_LOST
                """);
    }

    @Test
    void pointerIntoMiddleOfBlockIsPossiblyLost() {
        judged("""
                root mapping 0x100 0x110
                memory 0x100 0x110
                word 0x100 0x1008
                word 0x108 0x1037
                block 0x1000 24
                block 0x1020 24
                """, """
                0x1000 POSSIBLY_LOST
                0x1020 POSSIBLY_LOST
                """);
    }

    @Test
    void chainOfStartPointersIsReachableToItsEnd() {
        judged("""
                root mapping 0x100 0x108
                memory 0x100 0x108
                word 0x100 0x1040
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                memory 0x1000 0x1060
                word 0x1050 0x1000
                word 0x1008 0x1020
                """, """
                0x1000 STILL_REACHABLE
                0x1020 STILL_REACHABLE
                0x1040 STILL_REACHABLE
                """);
    }

    /** Nothing points at it, but what it points at is reachable. */
    @Test
    void ignoredBlockIsARoot() {
        judged("""
                path 16 address 0x4001 caller complete
                path 17 ignored caller 16
                block 0x1000 24 path 16
                block 0x1020 24 path 17
                block 0x1040 24 path 16
                memory 0x1000 0x1060
                word 0x1020 0x1040
                """, """
                0x1000 DEFINITELY_LOST
                0x1020 STILL_REACHABLE
                0x1040 STILL_REACHABLE
                """);
    }

    /** Of two lost blocks with a pointer each, one lies in a region and the other in an ordinary root's range. */
    @Test
    void regionIsARootAlsoInsideABlock() {
        judged("""
                root region 0x1000 0x1018
                root mapping 0x1020 0x1038
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                block 0x1060 24
                memory 0x1000 0x1080
                word 0x1008 0x1040
                word 0x1028 0x1060
                """, """
                0x1000 DEFINITELY_LOST
                0x1020 DEFINITELY_LOST +24
                0x1040 STILL_REACHABLE
                0x1060 INDIRECTLY_LOST
                """);
    }

    @Test
    void startPointerInPossiblyLostBlockMakesPossiblyLost() {
        judged("""
                root mapping 0x100 0x108
                memory 0x100 0x108
                word 0x100 0x1001
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                memory 0x1000 0x1060
                word 0x1000 0x1020
                word 0x1020 0x1040
                """, """
                0x1000 POSSIBLY_LOST
                0x1020 POSSIBLY_LOST
                0x1040 POSSIBLY_LOST
                """);
    }

    @Test
    void interiorPointerInReachableBlockMakesPossiblyLost() {
        judged("""
                root mapping 0x100 0x108
                memory 0x100 0x108
                word 0x100 0x1000
                block 0x1000 24
                block 0x1020 24
                memory 0x1000 0x1060
                word 0x1000 0x1028
                """, """
                0x1000 STILL_REACHABLE
                0x1020 POSSIBLY_LOST
                """);
    }

    @Test
    void possiblyLostBlockTurnsReachableWithAllItPointsAt() {
        judged("""
                root mapping 0x100 0x110
                memory 0x100 0x110
                word 0x100 0x1008        # the chain, entered in its middle
                word 0x108 0x1060        # the long way to its start
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                block 0x1060 24
                block 0x1080 24
                memory 0x1000 0x1100
                word 0x1000 0x1020
                word 0x1020 0x1040
                word 0x1060 0x1080
                word 0x1080 0x1000
                """, """
                0x1000 STILL_REACHABLE
                0x1020 STILL_REACHABLE
                0x1040 STILL_REACHABLE
                0x1060 STILL_REACHABLE
                0x1080 STILL_REACHABLE
                """);
    }

    @Test
    void possiblyLostBlockFoundByRegisterLaterTurnsReachableWithAllItPointsAt() {
        judged("""
                register 1 "rbx" 0x1008
                register 1 "r12" 0x1000
                block 0x1000 24
                block 0x1020 24
                memory 0x1000 0x1040
                word 0x1000 0x1020
                """, """
                0x1000 STILL_REACHABLE
                0x1020 STILL_REACHABLE
                """);
    }

    @Test
    void blockInLostBlockIsIndirectlyLostByEitherKindOfPointer() {
        judged("""
                block 0x1000 16
                block 0x1020 24
                block 0x1040 40
                memory 0x1000 0x1100
                word 0x1000 0x1020
                word 0x1008 0x1041
                """, """
                0x1000 DEFINITELY_LOST +64
                0x1020 INDIRECTLY_LOST
                0x1040 INDIRECTLY_LOST
                """);
    }

    @Test
    void cycleHasItsLowestBlockAsLeader() {
        judged("""
                block 0x1000 24
                block 0x1020 32
                block 0x1040 40
                memory 0x1000 0x1100
                word 0x1000 0x1040
                word 0x1040 0x1020
                word 0x1020 0x1000
                """, """
                0x1000 DEFINITELY_LOST +72
                0x1020 INDIRECTLY_LOST
                0x1040 INDIRECTLY_LOST
                """);
    }

    @Test
    void pointerToItselfSavesNoBlock() {
        judged("""
                block 0x1000 24
                memory 0x1000 0x1018
                word 0x1000 0x1000
                word 0x1008 0x1008
                """, """
                0x1000 DEFINITELY_LOST
                """);
    }

    @Test
    void earlierLeaderHandsItsBytesToTheOneThatLeadsToIt() {
        judged("""
                block 0x1000 8
                block 0x1010 16
                block 0x1020 24
                block 0x1040 32
                memory 0x1000 0x1100
                word 0x1000 0x1010       # first leader
                word 0x1020 0x1000       # second: takes the first with its 16 bytes
                word 0x1040 0x1020       # third: takes them all
                """, """
                0x1000 INDIRECTLY_LOST
                0x1010 INDIRECTLY_LOST
                0x1020 INDIRECTLY_LOST
                0x1040 DEFINITELY_LOST +48
                """);
    }

    @Test
    void twoLeadersAreMergedByALaterOne() {
        judged("""
                block 0x1000 8
                block 0x1010 8
                block 0x1020 16
                block 0x1030 16
                block 0x1040 24
                memory 0x1000 0x1100
                word 0x1000 0x1010
                word 0x1020 0x1030
                word 0x1040 0x1000
                word 0x1048 0x1020
                """, """
                0x1000 INDIRECTLY_LOST
                0x1010 INDIRECTLY_LOST
                0x1020 INDIRECTLY_LOST
                0x1030 INDIRECTLY_LOST
                0x1040 DEFINITELY_LOST +48
                """);
    }

    @Test
    void blockSharedByTwoLeadersIsCountedWithTheFirst() {
        judged("""
                block 0x1000 24
                block 0x1020 24
                block 0x1040 100
                memory 0x1000 0x1100
                word 0x1000 0x1040
                word 0x1020 0x1040
                """, """
                0x1000 DEFINITELY_LOST +100
                0x1020 DEFINITELY_LOST
                0x1040 INDIRECTLY_LOST
                """);
    }

    @Test
    void blockOfSizeZeroContainsItsStartOnly() {
        judged("""
                register 1 "rax" 0x1000
                register 1 "rbx" 0x1021
                block 0x1000 0
                block 0x1020 0
                """, """
                0x1000 STILL_REACHABLE
                0x1020 DEFINITELY_LOST
                """);
    }

    @Test
    void pointerJustBehindTheEndIsNone() {
        judged("""
                register 1 "rax" 0x1018
                register 1 "rbx" 0x1037
                register 1 "rcx" 0xfff
                block 0x1000 24
                block 0x1020 24
                """, """
                0x1000 DEFINITELY_LOST
                0x1020 POSSIBLY_LOST
                """);
    }

    @Test
    void unalignedPointerIsNotSeen() {
        judged("""
                root mapping 0x100 0x120
                memory 0x100 0x120
                word 0x100 0x1000000000000000      # so the 8 bytes from 0x106 on are 0x1000
                block 0x1000 24
                """, """
                0x1000 DEFINITELY_LOST
                """);
    }

    @Test
    void onlyWholeAlignedWordsOfARangeAreScanned() {
        judged("""
                root mapping 0x101 0x11f
                memory 0x100 0x120
                word 0x100 0x1000
                word 0x108 0x1020
                word 0x110 0x1040
                word 0x118 0x1060
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                block 0x1060 24
                """, """
                0x1000 DEFINITELY_LOST
                0x1020 STILL_REACHABLE
                0x1040 STILL_REACHABLE
                0x1060 DEFINITELY_LOST
                """);
    }

    @Test
    void onlyTheRequestedSizeOfABlockIsScanned() {
        judged("""
                register 1 "rax" 0x1000
                block 0x1000 15                     # its second word is not whole
                block 0x1020 24
                block 0x1040 24
                memory 0x1000 0x1020
                word 0x1000 0x1020
                word 0x1008 0x1040
                """, """
                0x1000 STILL_REACHABLE
                0x1020 STILL_REACHABLE
                0x1040 DEFINITELY_LOST
                """);
    }

    @Test
    void registerIsARoot() {
        judged("""
                register 7 "r15" 0x1000
                block 0x1000 24
                """, """
                0x1000 STILL_REACHABLE
                """);
    }

    @Test
    void blockAcrossTwoPartsOfMemoryIsScannedInBoth() {
        judged("""
                register 1 "rax" 0x1000
                block 0x1000 64
                block 0x1050 8
                block 0x1060 8
                block 0x1070 8
                memory 0x1000 0x1010
                word 0x1008 0x1050
                memory 0x1010 0x1018
                word 0x1010 0x1060
                memory 0x1038 0x1080                # what is between was never touched
                word 0x1038 0x1070
                """, """
                0x1000 STILL_REACHABLE
                0x1050 STILL_REACHABLE
                0x1060 STILL_REACHABLE
                0x1070 STILL_REACHABLE
                """);
    }

    @Test
    void pointersInFreedMemoryAreNotFollowed() {
        judged("""
                register 1 "rax" 0x1000
                block 0x1000 24
                block 0x1040 24
                memory 0x1000 0x1060
                word 0x1000 0x1020                  # a block was there
                word 0x1020 0x1040
                """, """
                0x1000 STILL_REACHABLE
                0x1040 DEFINITELY_LOST
                """);
    }

    @Test
    void rootIsNotScannedWhereABlockLies() {
        judged("""
                root mapping 0xff8 0x1078
                memory 0xff8 0x1078
                block 0x1000 20
                block 0x1020 0
                block 0x1050 24
                block 0x2000 8
                block 0x2010 8
                block 0x2020 8
                block 0x2030 8
                block 0x2040 8
                block 0x2050 8
                word 0xff8 0x2000                   # in front of a block
                word 0x1008 0x2010                  # in a block
                word 0x1010 0x2020                  # half in a block
                word 0x1020 0x2030                  # at a block of size 0
                word 0x1028 0x2040                  # between blocks
                word 0x1068 0x2050                  # behind the last one
                """, """
                0x1000 DEFINITELY_LOST +8
                0x1020 DEFINITELY_LOST
                0x1050 DEFINITELY_LOST
                0x2000 STILL_REACHABLE
                0x2010 INDIRECTLY_LOST
                0x2020 DEFINITELY_LOST
                0x2030 DEFINITELY_LOST
                0x2040 STILL_REACHABLE
                0x2050 STILL_REACHABLE
                """);
    }

    @Test
    void rootThatStartsInABlockIsScannedBehindIt() {
        judged("""
                root stack 0x1008 0x1030
                memory 0x1000 0x1030
                block 0x1000 24
                block 0x2000 8
                block 0x2010 8
                word 0x1010 0x2000
                word 0x1018 0x2010
                """, """
                0x1000 DEFINITELY_LOST +8
                0x2000 INDIRECTLY_LOST
                0x2010 STILL_REACHABLE
                """);
    }

    @Test
    void everyKindOfRangeIsARoot() {
        judged("""
                root module-data 0x100 0x108
                root stack 0x108 0x110
                root mapping 0x110 0x118
                memory 0x100 0x120
                word 0x100 0x1000
                word 0x108 0x1020
                word 0x110 0x1040
                word 0x118 0x1060                   # no root
                block 0x1000 24
                block 0x1020 24
                block 0x1040 24
                block 0x1060 24
                """, """
                0x1000 STILL_REACHABLE
                0x1020 STILL_REACHABLE
                0x1040 STILL_REACHABLE
                0x1060 DEFINITELY_LOST
                """);
    }

    @Test
    void hugeBlocksAndHugeSparseRootsFarApart() {
        judged("""
                root mapping 0x100000000000 0x600000000000
                register 1 "rax" 0x20000000ffff
                memory 0x300000000000 0x300000000010
                word 0x300000000008 0x7f0000000000
                block 0x1000 24
                block 0x200000000000 0x10000000000
                block 0x7f0000000000 8
                memory 0x201000000000 0x201000000008
                word 0x201000000000 0x1000
                """, """
                0x1000 POSSIBLY_LOST
                0x200000000000 POSSIBLY_LOST
                0x7f0000000000 STILL_REACHABLE
                """);
    }

    @Test
    void snapshotWithoutBlocksHasNoVerdicts() {
        judged("""
                register 1 "rax" 0x1000
                """, "");
    }

    private static void judged(String snapshotText, String expected) {
        assertThat(verdicts(parse(snapshotText))).isEqualTo(expected);
        // The two must agree on what the rules are, too.
        assertThat(text(
                        parse(snapshotText),
                        NaiveReachability.judge(parse(snapshotText), Set.of()).verdicts()))
                .isEqualTo(expected);
    }

    private static Snapshot parse(String text) {
        try {
            return SnapshotText.parse(text);
        } catch (MalformedSnapshotException e) {
            throw new AssertionError(e);
        }
    }

    private static String verdicts(Snapshot snapshot) {
        return text(snapshot, Reachability.judge(snapshot, Set.of()));
    }

    /** A line a block: address, verdict, and the bytes that are lost indirectly with it, if any. */
    private static String text(Snapshot snapshot, Verdicts verdicts) {
        StringBuilder text = new StringBuilder();
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            text.append("0x").append(Long.toHexString(snapshot.blocks().address(block)));
            text.append(' ').append(verdicts.verdict(block));
            if (verdicts.indirectBytes(block) != 0) {
                text.append(" +").append(verdicts.indirectBytes(block));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
