package tidemark.report;

import tidemark.symbolise.FrameName;

/** Names of functions as a C++ source spells them at their definition, {@code DW_AT_name}: what Memcheck calls an inlined function. */
final class SourceNames {
    private static final String OPERATOR = "operator";

    private SourceNames() {}

    /** Without a name for the linker, such as a lambda's, it has the source's. */
    static String of(FrameName.Inlined function) {
        return function.name().equals(function.symbol()) ? function.name() : of(function.name());
    }

    /** @param readable a demangled name: without scopes, parameters, result and qualifiers it is the source's, with its template arguments */
    static String of(String readable) {
        int end = behindName(readable);
        int operator = readable.lastIndexOf(OPERATOR, end);
        if (operator >= 0 && (operator == 0 || !Character.isJavaIdentifierPart(readable.charAt(operator - 1)))) {
            int behind = operator + OPERATOR.length();
            if (behind < end && !Character.isJavaIdentifierPart(readable.charAt(behind))) {
                return readable.substring(operator, end);
            }
        }
        return readable.substring(startOf(readable, end), end);
    }

    /** Where the parameters begin that belong to the function itself. */
    private static int behindName(String readable) {
        int close = readable.lastIndexOf(')');
        int depth = 0;
        for (int at = close; at > 0; at--) {
            depth += nesting(readable.charAt(at));
            if (depth == 0 && readable.charAt(at) == '(') {
                return at;
            }
        }
        return readable.length();
    }

    private static int startOf(String readable, int end) {
        int depth = 0;
        for (int at = end - 1; at >= 0; at--) {
            char letter = readable.charAt(at);
            depth += nesting(letter);
            if (depth == 0 && (letter == ':' || letter == ' ')) {
                return at + 1;
            }
        }
        return 0;
    }

    private static int nesting(char letter) {
        return switch (letter) {
            case ')', '>', '}', ']' -> 1;
            case '(', '<', '{', '[' -> -1;
            default -> 0;
        };
    }
}
