package tidemark.symbolise.demangle;

import java.util.HashMap;
import java.util.Map;

/** Gives symbols the names that their authors wrote. What is of no known scheme, or damaged, stays as it is. */
public final class Demangler {
    /** So that names of a program that makes them up cannot fill the memory. */
    private static final int MAX_REMEMBERED = 100_000;

    private final NameStyle style;
    private final CxxLibrary cxx = new CxxLibrary();
    private final Map<String, String> known = new HashMap<>();

    public Demangler(NameStyle style) {
        this.style = style;
    }

    public String readable(String symbol) {
        if (style.mangling() == NameStyle.Mangling.KEPT || !(symbol.startsWith("_Z") || symbol.startsWith("_R"))) {
            return symbol;
        }
        String name = known.get(symbol);
        if (name == null) {
            name = demangle(symbol);
            if (known.size() < MAX_REMEMBERED) {
                known.put(symbol, name);
            }
        }
        return name;
    }

    private String demangle(String symbol) {
        return cxx.demangle(symbol);
    }
}
