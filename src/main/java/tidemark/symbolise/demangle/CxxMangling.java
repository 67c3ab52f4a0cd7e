package tidemark.symbolise.demangle;

import java.util.Optional;

/**
 * C++ symbols ({@code _Z...}) as declarations, written as libstdc++'s {@code __cxa_demangle} and binutils write them. Length and depth of what is
 * read and written are bounded; what is beyond them, or damaged, has no declaration.
 *
 * <p>Source: Itanium C++ ABI, 5.1, "External Names".
 */
final class CxxMangling {
    private static final int MAX_NAME = 1 << 14;

    private CxxMangling() {}

    static Optional<String> demangle(String symbol, NameStyle.TemplateArguments templateArguments) {
        if (!symbol.startsWith("_Z") || symbol.length() > MAX_NAME) {
            return Optional.empty();
        }
        try {
            CxxState state = new CxxState(symbol.substring(2), templateArguments);
            CxxNode encoding = new CxxNames(state).encoding();
            Output out = new Output();
            out.print(encoding);
            while (state.peek() == '.') {
                out.print(" [clone " + clone(state) + "]");
            }
            return state.atEnd() ? Optional.of(out.toString()) : Optional.empty();
        } catch (ManglingException _) {
            return Optional.empty();
        }
    }

    /** {@code .part.0}, {@code .cold}: what the compiler made of the function. */
    private static String clone(CxxState state) throws ManglingException {
        StringBuilder clone = new StringBuilder().append(state.next());
        boolean word = Character.isLetter(state.peek()) || state.peek() == '_';
        while (word ? Character.isLetter(state.peek()) || state.peek() == '_' : CxxState.isDigit(state.peek())) {
            clone.append(state.next());
        }
        while (word && state.peek() == '.' && CxxState.isDigit(state.peek(1))) {
            clone.append(state.next());
            while (CxxState.isDigit(state.peek())) {
                clone.append(state.next());
            }
        }
        if (clone.length() == 1) {
            throw CxxState.malformed();
        }
        return clone.toString();
    }
}
