package tidemark.fuzz;

import java.nio.charset.StandardCharsets;
import tidemark.symbolise.demangle.Demangler;
import tidemark.symbolise.demangle.NameStyle;

/** Demangles whatever bytes a symbol table may hold: there is always a name, in bounded time and memory. */
public final class NameFuzzTarget {
    private static final int MOST_CHARACTERS = 1 << 17;
    private static final String[] PREFIXES = {"", "_Z", "_R", "_ZN"};

    private NameFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        for (String prefix : PREFIXES) {
            for (NameStyle.TemplateArguments arguments : NameStyle.TemplateArguments.values()) {
                String name =
                        new Demangler(new NameStyle(NameStyle.Mangling.UNDONE, arguments)).readable(prefix + text);
                if (name.length() > MOST_CHARACTERS + input.length) {
                    throw new AssertionError("a name of " + name.length() + " characters");
                }
            }
        }
    }
}
