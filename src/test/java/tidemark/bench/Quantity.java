package tidemark.bench;

import java.util.Locale;

/** What a run is measured in. {@code bench/measure.c} says what the first ones are. */
enum Quantity {
    WALL_NS,
    USER_US,
    SYSTEM_US,
    MAX_RSS_KB,
    INSTRUCTIONS,
    /** How long the target's processes were held at their ends, together: see {@code bench/held.c}. Part of the wall time. */
    HELD_NS,
    /** See {@code bench/peak-heap.c}. */
    PEAK_HEAP_BYTES;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
