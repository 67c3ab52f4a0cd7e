package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasurementTest {
    @Test
    void quantitiesAreRead() throws BenchException {
        Measurement measurement = Measurement.parse("status 0\nwall_ns 5\nuser_us 6\ninstructions 7\n");
        assertThat(measurement.ending()).isEqualTo(Sample.OK);
        assertThat(measurement.quantities())
                .isEqualTo(Map.of(Quantity.WALL_NS, 5L, Quantity.USER_US, 6L, Quantity.INSTRUCTIONS, 7L));
    }

    @ParameterizedTest
    @CsvSource({"768, fails: exit code 3", "11, fails: signal 11", "139, fails: signal 11", "0, ok"})
    void waitStatusTellsTheEnd(int status, String ending) throws BenchException {
        assertThat(Measurement.parse("status " + status).ending()).isEqualTo(ending);
    }

    @Test
    void whatWasKilledAtTheLimitTookTooLong() throws BenchException {
        assertThat(Measurement.parse("status 9\ngiven_up 1\n").ending()).isEqualTo("took too long");
    }

    @Test
    void somethingElseIsNoMeasurement() {
        assertThatThrownBy(() -> Measurement.parse("wall_ns 5\n")).hasMessageContaining("status");
        assertThatThrownBy(() -> Measurement.parse("status x\n")).hasMessageContaining("status x");
    }

    @Test
    void cachegrindsCountIsRead() {
        assertThat(Measurement.instructions("==1== Command: x\n==1== \n==1== I   refs:      1,453,126\n"))
                .isEqualTo(1_453_126);
    }
}
