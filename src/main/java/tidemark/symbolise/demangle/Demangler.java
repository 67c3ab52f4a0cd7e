package tidemark.symbolise.demangle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gives symbols the names that their authors wrote. What is of no known scheme, or damaged, stays as it is. */
public final class Demangler {
    /** So that names of a program that makes them up cannot fill the memory. */
    private static final int MAX_REMEMBERED = 100_000;

    private final NameStyle style;
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
        // The version is no part of the declaration.
        int version = symbol.indexOf('@');
        if (version > 0) {
            String name = demangle(symbol.substring(0, version));
            return symbol.startsWith(name) ? symbol : name;
        }
        // LLVM marks what it made visible to other objects.
        int mark = symbol.indexOf(".llvm.");
        String marked = mark < 0 ? symbol : symbol.substring(0, mark);
        Optional<String> rust = symbol.startsWith("_R") ? RustV0.demangle(marked) : RustLegacy.demangle(marked);
        if (rust.isPresent() || symbol.startsWith("_R")) {
            return rust.orElse(symbol);
        }
        return CxxMangling.demangle(symbol, style.templateArguments()).orElse(symbol);
    }
}
