package tidemark.bench;

import java.util.Locale;

/** What of a run is measured. */
enum Observation {
    /** The program and its children inside the tool, without the tool's own processes. */
    TARGET,
    /** The whole command line, with all processes of the tool. Only for tools for which that is something else. */
    WHOLE,
    /** The target's instructions, counted by Valgrind's Cachegrind, where the machine has no counters. */
    COUNT,
    /** The most that a bare target's malloc had from the kernel. */
    HEAP;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
