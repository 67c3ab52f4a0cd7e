package tidemark.bench;

import java.util.Locale;

/** How much a workload does. */
enum Size {
    /** Half a second to two seconds bare. */
    FULL,
    /** For tools that are many times slower; their ratio is to a bare run of the same size. */
    REDUCED,
    /** Only to see that everything works. */
    TINY;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
