package tidemark.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a table tells, each as a ratio to bare. */
enum Figure {
    INSTRUCTIONS(
            "instructions",
            "User instructions",
            "As `perf stat -e instructions:u` counts them.",
            Observation.TARGET,
            1e9,
            "G"),
    COUNTED(
            "counted",
            "Instructions, counted by Cachegrind",
            "A run of its own, with the smaller size: Valgrind's Cachegrind counts what the target and what is preloaded into it execute. The numbers"
                    + " hardly vary. Threads run one at a time.",
            Observation.COUNT,
            1e9,
            "G"),
    USER("user", "User CPU time", "", Observation.TARGET, 1e6, "s"),
    WALL(
            "wall",
            "Wall time",
            "Tidemark's has the time that the target is held at its end, while Java gets ready, stops and copies it.",
            Observation.TARGET,
            1e9,
            "s"),
    RUNNING(
            "running",
            "Wall time without being held",
            "Tidemark only: wall time less what the target's processes were held at their ends, which can be told for those that end by exit.",
            Observation.TARGET,
            1e9,
            "s"),
    PEAK(
            "peak",
            "Peak memory",
            "The resident memory of the target's largest process at its peak, with the pages of the ledger.",
            Observation.TARGET,
            1024,
            "MB"),
    WHOLE_WALL(
            "whole-wall",
            "Whole command, wall time",
            "Until the command line is done, Java and report included.",
            Observation.WHOLE,
            1e9,
            "s"),
    WHOLE_CPU(
            "whole-cpu",
            "Whole command, CPU time",
            "User and system time of all processes, Java and other processes of tools included.",
            Observation.WHOLE,
            1e6,
            "s");

    /** In options and files. */
    final String word;

    final String title;
    /** A sentence on what it is; may be empty. */
    final String remark;

    final Observation observation;
    /** Units of the quantity in one of {@link #unit}. */
    final double scale;

    final String unit;

    Figure(String word, String title, String remark, Observation observation, double scale, String unit) {
        this.word = word;
        this.title = title;
        this.remark = remark;
        this.observation = observation;
        this.scale = scale;
        this.unit = unit;
    }

    /** Of a tool's run. */
    OptionalDouble of(Sample sample) {
        return switch (this) {
            case INSTRUCTIONS, COUNTED -> number(sample, Quantity.INSTRUCTIONS);
            case USER -> number(sample, Quantity.USER_US);
            case WALL, WHOLE_WALL -> number(sample, Quantity.WALL_NS);
            case PEAK -> number(sample, Quantity.MAX_RSS_KB);
            case WHOLE_CPU -> sum(number(sample, Quantity.USER_US), number(sample, Quantity.SYSTEM_US), 1);
            case RUNNING -> sum(number(sample, Quantity.WALL_NS), number(sample, Quantity.HELD_NS), -1);
        };
    }

    /** Of the bare run that it is compared with. */
    OptionalDouble ofBare(Sample sample) {
        return this == RUNNING ? WALL.of(sample) : of(sample);
    }

    private static OptionalDouble number(Sample sample, Quantity quantity) {
        OptionalLong value = sample.quantity(quantity);
        return value.isPresent() ? OptionalDouble.of((double) value.getAsLong()) : OptionalDouble.empty();
    }

    private static OptionalDouble sum(OptionalDouble first, OptionalDouble second, int sign) {
        return first.isPresent() && second.isPresent()
                ? OptionalDouble.of(first.getAsDouble() + sign * second.getAsDouble())
                : OptionalDouble.empty();
    }
}
