package tidemark.suppression;

import java.util.List;

/**
 * What patterns see of one function of a call path.
 *
 * @param symbols what Memcheck may call the function: its name as the symbol table spells it, and others where Memcheck has another one;
 *     {@link #UNKNOWN} if it has none. At least one
 * @param function its readable name; empty if it has none
 * @param object the path of its module; {@link #UNKNOWN} outside of all modules
 * @param file the source file; empty if it is not known
 * @param line in the source file, from 1; 0 if it is not known
 */
public record Site(List<String> symbols, String function, String object, String file, int line) {
    /** What Memcheck calls what it does not know: patterns of stars alone match it. */
    public static final String UNKNOWN = "???";

    /** What Memcheck calls an inlined function whose name it does not find. */
    public static final String UNKNOWN_INLINED = "UnknownInlinedFun";

    /** In place of a first symbol: not every version of Memcheck sees this call, so suppressions for all of them leave it open. */
    public static final String UNSEEN = "...";

    public Site {
        assert !symbols.isEmpty();
        symbols = List.copyOf(symbols);
    }
}
