package tidemark.symbolise.demangle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Operators' codes. Source: Itanium C++ ABI, 5.1.3.1. */
record CxxOperator(String code, String text, int operands) {
    private static final Map<String, CxxOperator> ALL = new HashMap<>();

    static {
        String[] unary = {
            "ps",
            "+",
            "ng",
            "-",
            "ad",
            "&",
            "de",
            "*",
            "co",
            "~",
            "nt",
            "!",
            "pp",
            "++",
            "mm",
            "--",
            "dl",
            "delete ",
            "da",
            "delete[] ",
            "te",
            "typeid ",
            "ti",
            "typeid ",
            "sz",
            "sizeof ",
            "st",
            "sizeof ",
            "az",
            "alignof ",
            "at",
            "alignof ",
            "nx",
            "noexcept",
            "tw",
            "throw ",
            "aw",
            "co_await "
        };
        String[] binary = {
            "pl", "+", "mi", "-", "ml", "*", "dv", "/", "rm", "%", "an", "&", "or", "|", "eo", "^", "aS", "=", "pL",
            "+=", "mI", "-=", "mL", "*=", "dV", "/=", "rM", "%=", "aN", "&=", "oR", "|=", "eO", "^=", "ls", "<<", "rs",
            ">>", "lS", "<<=", "rS", ">>=", "eq", "==", "ne", "!=", "lt", "<", "gt", ">", "le", "<=", "ge", ">=", "ss",
            "<=>", "aa", "&&", "oo", "||", "cm", ",", "pm", "->*", "ds", ".*", "pt", "->", "dt", ".", "ix", "[]", "cl",
            "()"
        };
        String[] other = {"qu", "?", "nw", "new", "na", "new[]"};
        add(unary, 1);
        add(binary, 2);
        add(other, 3);
    }

    private static void add(String[] codes, int operands) {
        for (int i = 0; i < codes.length; i += 2) {
            ALL.put(codes[i], new CxxOperator(codes[i], codes[i + 1], operands));
        }
    }

    static Optional<CxxOperator> of(String code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /** {@code operator+}, {@code operator new}. */
    String functionName() {
        boolean word = Character.isLowerCase(text.charAt(0));
        return "operator" + (word ? " " : "") + text.strip();
    }
}
