package tidemark.symbolise.demangle;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Rust's current scheme ({@code _RNvC...}), without crates' hashes and constants' types, as rustfilt writes it. The name is parsed and written in one pass;
 * depth and length of what is written are bounded, since a part can refer to another part.
 *
 * <p>Source: Rust RFC 2603 and the rustc book, "v0 Symbol Format".
 */
final class RustV0 extends RustReader {
    private static final String BASIC_TYPES = "abcdefhijlmnopstuvxyz";
    private static final String[] BASIC_NAMES = {
        "i8", "bool", "char", "f64", "str", "f32", "u8", "isize", "usize", "i32", "u32", "i128", "u128", "_", "i16",
        "u16", "()", "...", "i64", "u64", "!"
    };

    private int boundLifetimes;

    /** @param text behind the prefix */
    private RustV0(String text) {
        super(text);
    }

    /** Empty if the symbol is none of these. */
    static Optional<String> demangle(String symbol) {
        int suffix = suffixStart(symbol);
        // A digit would be a version of the scheme that is not known yet.
        if (!symbol.startsWith("_R") || symbol.length() < 3 || !Character.isUpperCase(symbol.charAt(2))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RustV0(symbol.substring(2, suffix)).symbol() + symbol.substring(suffix));
        } catch (ManglingException _) {
            return Optional.empty();
        }
    }

    private static int suffixStart(String symbol) {
        int dot = symbol.indexOf('.');
        return dot < 0 ? symbol.length() : dot;
    }

    private String symbol() throws ManglingException {
        path(true);
        if (!atEnd()) {
            hidden++;
            path(false); // the crate that instantiated it
        }
        if (!atEnd()) {
            throw malformed();
        }
        return written();
    }

    // ---- Paths ----

    @FunctionalInterface
    private interface Part {
        void parse() throws ManglingException;
    }

    /** Something that stood earlier in the symbol stands here, too. */
    private void backReference(Part part) throws ManglingException {
        int start = at - 1;
        long target = base62();
        if (target < 0 || target >= start) {
            throw malformed();
        }
        if (hidden == 0) {
            int behind = at;
            at = (int) target;
            part.parse();
            at = behind;
        }
    }

    private void path(boolean inValue) throws ManglingException {
        enter();
        char tag = next();
        switch (tag) {
            case 'C' -> {
                optionalBase62('s');
                print(identifier());
            }
            case 'N' -> nested(inValue);
            case 'M', 'X', 'Y' -> implementation(tag);
            case 'I' -> {
                path(inValue);
                print(inValue ? "::<" : "<");
                list(", ", this::genericArgument);
                print(">");
            }
            case 'B' -> backReference(() -> path(inValue));
            default -> throw malformed();
        }
        leave();
    }

    private void nested(boolean inValue) throws ManglingException {
        char namespace = next();
        if (!Character.isLetter(namespace)) {
            throw malformed();
        }
        path(inValue);
        long number = optionalBase62('s');
        String name = identifier();
        if (Character.isUpperCase(namespace)) {
            String kind = namespace == 'C' ? "closure" : namespace == 'S' ? "shim" : Character.toString(namespace);
            print("::{" + kind + (name.isEmpty() ? "" : ":" + name) + "#" + Long.toUnsignedString(number) + "}");
        } else if (!name.isEmpty()) {
            print("::" + name);
        }
    }

    private void implementation(char tag) throws ManglingException {
        if (tag != 'Y') {
            optionalBase62('s');
            hidden++;
            path(false); // where the impl block stands
            hidden--;
        }
        print("<");
        type();
        if (tag != 'M') {
            print(" as ");
            path(false);
        }
        print(">");
    }

    private void genericArgument() throws ManglingException {
        if (eat('L')) {
            lifetime(base62());
        } else if (eat('K')) {
            constant(false);
        } else {
            type();
        }
    }

    private int list(String separator, Part part) throws ManglingException {
        int count = 0;
        while (!eat('E')) {
            if (count++ > 0) {
                print(separator);
            }
            part.parse();
        }
        return count;
    }

    // ---- Lifetimes ----

    private void lifetime(long index) throws ManglingException {
        if (hidden > 0) {
            return;
        }
        if (index == 0) {
            print("'_");
            return;
        }
        long number = boundLifetimes - index;
        if (index < 0 || number < 0) {
            throw malformed();
        }
        print(number < 26 ? "'" + (char) ('a' + number) : "'_" + number);
    }

    private void inBinder(Part part) throws ManglingException {
        long bound = optionalBase62('G');
        if (bound < 0 || bound > MAX_DEPTH) {
            throw malformed();
        }
        if (hidden == 0 && bound > 0) {
            print("for<");
            for (int i = 0; i < bound; i++) {
                print(i == 0 ? "" : ", ");
                boundLifetimes++;
                lifetime(1);
            }
            print("> ");
        } else {
            boundLifetimes += (int) bound;
        }
        part.parse();
        boundLifetimes -= (int) bound;
    }

    // ---- Types ----

    private void type() throws ManglingException {
        char tag = next();
        int basic = BASIC_TYPES.indexOf(tag);
        if (basic >= 0) {
            print(BASIC_NAMES[basic]);
            return;
        }
        enter();
        switch (tag) {
            case 'R', 'Q' -> {
                print("&");
                if (eat('L')) {
                    long index = base62();
                    if (index != 0) {
                        lifetime(index);
                        print(" ");
                    }
                }
                print(tag == 'Q' ? "mut " : "");
                type();
            }
            case 'P', 'O' -> {
                print(tag == 'P' ? "*const " : "*mut ");
                type();
            }
            case 'A', 'S' -> {
                print("[");
                type();
                if (tag == 'A') {
                    print("; ");
                    constant(true);
                }
                print("]");
            }
            case 'T' -> {
                print("(");
                print(list(", ", this::type) == 1 ? ",)" : ")");
            }
            case 'F' -> inBinder(this::function);
            case 'D' -> dynamic();
            case 'B' -> backReference(this::type);
            default -> {
                at--;
                path(false);
            }
        }
        leave();
    }

    private void function() throws ManglingException {
        print(eat('U') ? "unsafe " : "");
        if (eat('K')) {
            print("extern \"" + (eat('C') ? "C" : identifier().replace('_', '-')) + "\" ");
        }
        print("fn(");
        list(", ", this::type);
        print(")");
        if (!eat('u')) {
            print(" -> ");
            type();
        }
    }

    private void dynamic() throws ManglingException {
        print("dyn ");
        inBinder(() -> list(" + ", this::dynamicTrait));
        if (!eat('L')) {
            throw malformed();
        }
        long index = base62();
        if (index != 0) {
            print(" + ");
            lifetime(index);
        }
    }

    private void dynamicTrait() throws ManglingException {
        boolean open = openPath();
        while (eat('p')) {
            print(open ? ", " : "<");
            open = true;
            print(identifier() + " = ");
            type();
        }
        print(open ? ">" : "");
    }

    /** Whether generic arguments were begun, and not ended: associated types follow. */
    private boolean openPath() throws ManglingException {
        enter();
        boolean open = false;
        if (eat('B')) {
            boolean[] reopened = new boolean[1];
            backReference(() -> reopened[0] = openPath());
            open = reopened[0];
        } else if (eat('I')) {
            path(false);
            print("<");
            list(", ", this::genericArgument);
            open = true;
        } else {
            path(false);
        }
        leave();
        return open;
    }

    // ---- Constants ----

    private void constant(boolean inValue) throws ManglingException {
        enter();
        char tag = next();
        boolean braces = !inValue && "eRQATV".indexOf(tag) >= 0 && !(tag == 'R' && peek() == 'e');
        print(braces ? "{" : "");
        switch (tag) {
            case 'p' -> print("_");
            case 'h', 't', 'm', 'y', 'o', 'j' -> number();
            case 'a', 's', 'l', 'x', 'n', 'i' -> {
                print(eat('n') ? "-" : "");
                number();
            }
            case 'b' -> {
                String digits = hexadecimal();
                if (!digits.equals("0") && !digits.equals("1")) {
                    throw malformed();
                }
                print(digits.equals("1") ? "true" : "false");
            }
            case 'c' -> print("'" + RustLiterals.character(hexadecimal()) + "'");
            case 'e' -> print("*\"" + RustLiterals.string(hexadecimal()) + "\"");
            case 'R', 'Q' -> reference(tag);
            case 'A' -> {
                print("[");
                list(", ", () -> constant(true));
                print("]");
            }
            case 'T' -> {
                print("(");
                print(list(", ", () -> constant(true)) == 1 ? ",)" : ")");
            }
            case 'V' -> variant();
            case 'B' -> backReference(() -> constant(inValue));
            default -> throw malformed();
        }
        print(braces ? "}" : "");
        leave();
    }

    private void reference(char tag) throws ManglingException {
        if (tag == 'R' && eat('e')) {
            print("\"" + RustLiterals.string(hexadecimal()) + "\"");
            return;
        }
        print(tag == 'R' ? "&" : "&mut ");
        constant(true);
    }

    private void variant() throws ManglingException {
        path(true);
        switch (next()) {
            case 'U' -> {}
            case 'T' -> {
                print("(");
                list(", ", () -> constant(true));
                print(")");
            }
            case 'S' -> {
                print(" { ");
                list(", ", this::field);
                print(" }");
            }
            default -> throw malformed();
        }
    }

    private void field() throws ManglingException {
        optionalBase62('s');
        print(identifier() + ": ");
        constant(true);
    }

    private void number() throws ManglingException {
        String digits = hexadecimal();
        print(digits.length() > 16 ? "0x" + digits : new BigInteger(digits.isEmpty() ? "0" : digits, 16).toString());
    }
}
