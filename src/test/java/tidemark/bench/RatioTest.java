package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTest {
    @Test
    void ratiosAreTakenRoundByRound() {
        Ratio ratio = Ratio.of(new double[] {20, 33, 90}, new double[] {10, 30, 30});
        assertThat(ratio).isEqualTo(new Ratio(2, 1.1, 3, 2, 3));
        assertThat(ratio.text()).isEqualTo("2.00 (1.10..3.00)");
    }

    @Test
    void leastIsOverTheLeastOfAllRounds() {
        assertThat(Ratio.of(new double[] {40, 15}, new double[] {10, 30}).least())
                .isEqualTo(1.5);
    }

    @Test
    void medianOfAnEvenNumberLiesBetween() {
        assertThat(Ratio.median(new double[] {4, 1, 3, 100})).isEqualTo(3.5);
    }

    @Test
    void geometricMeanOfTwoAndEightIsFour() {
        Ratio mean = Ratio.geometricMean(List.of(new Ratio(2, 1, 3, 2, 5), new Ratio(8, 4, 12, 8, 2)));
        assertThat(mean.median()).isCloseTo(4, within(1e-9));
        assertThat(mean.min()).isCloseTo(2, within(1e-9));
        assertThat(mean.max()).isCloseTo(6, within(1e-9));
        assertThat(mean.least()).isCloseTo(4, within(1e-9));
        assertThat(mean.rounds()).isEqualTo(2);
    }

    @Test
    void oneRoundHasNoSpread() {
        assertThat(Ratio.of(new double[] {123}, new double[] {10}).text()).isEqualTo("12.3");
    }

    @Test
    void spreadsThatTouchAreNotDisjoint() {
        Ratio low = new Ratio(1.1, 1.0, 1.2, 1, 3);
        assertThat(low.disjoint(new Ratio(1.3, 1.2, 1.4, 1, 3))).isFalse();
        assertThat(low.disjoint(new Ratio(1.3, 1.21, 1.4, 1, 3))).isTrue();
        assertThat(new Ratio(1.3, 1.21, 1.4, 1, 3).disjoint(low)).isTrue();
    }
}
