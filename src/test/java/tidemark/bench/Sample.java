package tidemark.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One run of one workload under one tool.
 *
 * @param round counted from 1; runs of one round lie next to each other in time
 * @param outcome {@link #OK}, or in a few words what went wrong; then there are no quantities
 */
record Sample(
        String workload,
        String tool,
        Size size,
        Observation observation,
        int round,
        String outcome,
        Map<Quantity, Long> quantities) {
    static final String OK = "ok";

    Sample {
        Map<Quantity, Long> ordered = new EnumMap<>(Quantity.class);
        ordered.putAll(quantities);
        quantities = ordered;
    }

    boolean ok() {
        return outcome.equals(OK);
    }

    OptionalLong quantity(Quantity quantity) {
        Long value = quantities.get(quantity);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
