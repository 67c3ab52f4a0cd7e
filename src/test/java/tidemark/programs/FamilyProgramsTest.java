package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

final class FamilyProgramsTest {
    @UnderBothTools
    void everyAllocatingFunctionIsSeen(Tool tool) {
        Run run = tool.run("malloc-family");
        assertThat(run.stdout()).isEqualTo("right\n");
        assertThat(run.facts())
                .containsExactly(
                        "definitely lost 768 in 1: by_aligned_alloc < main",
                        "definitely lost 702 in 1: by_calloc < main",
                        "definitely lost 701 in 1: by_malloc < main",
                        "definitely lost 705 in 1: by_memalign < main",
                        "definitely lost 706 in 1: by_posix_memalign < main",
                        "definitely lost 703 in 1: by_realloc < main",
                        "definitely lost 704 in 1: by_reallocarray < main",
                        "definitely lost 708 in 1: by_valloc < main",
                        "definitely lost 0 in 1: none < main",
                        "definitely lost 710 in 1: strdup < by_strdup < main");
        assertThat(run.report().heap().orElseThrow().inUse()).isEqualTo(new Amount(6407, 10));
    }

    /** Memcheck has no pvalloc: it ends a program that calls it. */
    @Test
    void pvallocIsSeen() {
        Run run = Tool.TIDEMARK.run("malloc-family pvalloc");
        assertThat(run.stdout()).isEqualTo("right\n");
        assertThat(run.facts()).contains("definitely lost 709 in 1: by_pvalloc < main");
    }

    @UnderBothTools
    void reallocMovesTheBlockToItsNewSizeAndCaller(Tool tool) {
        assertThat(tool.run("realloc").facts())
                .containsExactly(
                        "definitely lost 722 in 1: grown < main",
                        "definitely lost 3000724 in 1: grown_far < main",
                        "definitely lost 726 in 1: kept < main",
                        "definitely lost 723 in 1: shrunk < main");
    }

    @UnderBothTools
    void everyOperatorNewIsSeenUnderItsName(Tool tool) {
        Run run = tool.run("operators");
        assertThat(run.report().records(Kind.DEFINITELY_LOST))
                .extracting(record -> record.frames().getFirst().function(), LossRecord::directBytes)
                .containsExactlyInAnyOrder(
                        tuple("operator new(unsigned long)", 731L),
                        tuple("operator new[](unsigned long)", 732L),
                        tuple("operator new(unsigned long, std::nothrow_t const&)", 733L),
                        tuple("operator new[](unsigned long, std::nothrow_t const&)", 734L),
                        tuple("operator new(unsigned long, std::align_val_t)", 735L),
                        tuple("operator new[](unsigned long, std::align_val_t)", 736L),
                        tuple("operator new(unsigned long, std::align_val_t, std::nothrow_t const&)", 737L),
                        tuple("operator new[](unsigned long, std::align_val_t, std::nothrow_t const&)", 738L));
        assertThat(run.facts()).hasSize(8);
    }

    /** Not under Memcheck: its calloc writes the zeroes, and 5 GiB of memory would be really used. */
    @Test
    void sizeOfALargeBlockIsExact() {
        Run run = Tool.TIDEMARK.run("large-block");
        assertThat(run.facts()).containsExactly("definitely lost 5368709871 in 1: leak < main");
    }

    /** Memcheck leaves a program's own operators alone, too. */
    @Test
    void programsOwnOperatorsAreCalledByTheLibrarys() {
        Run run = Tool.TIDEMARK.run("own-operators");
        assertThat(run.stdout()).as(run::toString).isEqualTo("3 live, 0 live\n");
        assertThat(run.exitCode()).isZero();
    }

    /** Not under Memcheck: it stands in for libc and the C++ library, and has rules of its own for such arguments. */
    @Test
    void oddSizesAndAlignmentsGiveWhatTheyGiveAlone() {
        String alone = Run.of(Programs.command("odd-arguments")).stdout();
        assertThat(alone).endsWith("free null: errno 9\n");
        assertThat(Tool.TIDEMARK.run("odd-arguments").stdout()).isEqualTo(alone);
    }
}
