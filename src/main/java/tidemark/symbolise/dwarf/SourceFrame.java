package tidemark.symbolise.dwarf;

import java.util.Optional;

/**
 * A function that an address belongs to, and where in it the address lies. One address has several, innermost first, where calls were
 * inlined; only the outermost is a function of its own in the machine code.
 *
 * @param function the linkage name (mangled) if there is one, else the name; empty where the line is known but the function is not
 * @param name as the source spells it, with template arguments but without scopes; empty if not told
 * @param file as the compiler was given it, joined with its folders but not further normalised: {@code /src/a.c}; empty if not told
 * @param line from 1; 0 if not told
 * @param description how the debug information describes the function
 */
public record SourceFrame(
        Optional<String> function, Optional<String> name, Optional<String> file, int line, Description description) {
    /** What it takes to read it. */
    public enum Description {
        /** All that belongs to the function stands in its own unit. */
        DIRECT,
        /**
         * Not every reader follows it: addresses are numbers in a table (DWARF 5's {@code DW_FORM_addrx} and {@code DW_FORM_rnglistx}), the unit is
         * split off into another file or is rustc's, of which Valgrind sees some inlined calls and not others, or some step to the function's names leads into another unit ({@code DW_FORM_ref_addr}, as rustc, dwz and
         * link-time optimisation write it).
         */
        INDIRECT
    }
}
