package tidemark.symbolise.dwarf;

import java.util.Optional;

/**
 * A function that an address belongs to, and where in it the address lies. One address has several, innermost first, where calls were
 * inlined; only the outermost is a function of its own in the machine code.
 *
 * @param function the linkage name (mangled) if there is one, else the name; empty where the line is known but the function is not
 * @param file as the compiler was given it, joined with its folders but not further normalised: {@code /src/a.c}; empty if not told
 * @param line from 1; 0 if not told
 */
public record SourceFrame(Optional<String> function, Optional<String> file, int line) {}
