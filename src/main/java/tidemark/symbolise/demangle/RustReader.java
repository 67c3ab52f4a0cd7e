package tidemark.symbolise.demangle;

/** Reads the letters, numbers and identifiers of a Rust symbol, and takes what is written; how much of both is bounded. */
abstract class RustReader {
    static final int MAX_DEPTH = 300;
    private static final int MAX_RESULT = 1 << 16;
    /** Also of what is only passed over. */
    private static final int MAX_STEPS = 1 << 18;

    /** Numbers are unsigned and have 64 bits. */
    private static final long MOST_BEFORE_DIGIT = Long.divideUnsigned(-64, 62);

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int depth;
    private int steps;
    int at;
    /** Greater than 0 while something is parsed that is not shown. */
    int hidden;

    RustReader(String text) {
        this.text = text;
    }

    final String written() {
        return out.toString();
    }

    final boolean atEnd() {
        return at >= text.length();
    }

    final char peek() {
        return atEnd() ? 0 : text.charAt(at);
    }

    final void leave() {
        depth--;
    }

    static ManglingException malformed() {
        return new ManglingException("malformed or too large");
    }

    final char next() throws ManglingException {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    final boolean eat(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    final void print(String written) throws ManglingException {
        if (hidden == 0) {
            out.append(written);
            if (out.length() > MAX_RESULT) {
                throw malformed();
            }
        }
    }

    final void enter() throws ManglingException {
        if (++depth > MAX_DEPTH || ++steps > MAX_STEPS) {
            throw malformed();
        }
    }

    /** Digits, letters, capital letters, and an underscore at the end: {@code _} is 0, {@code 0_} is 1. */
    final long base62() throws ManglingException {
        if (eat('_')) {
            return 0;
        }
        long value = 0;
        for (char c = next(); c != '_'; c = next()) {
            int digit = c >= '0' && c <= '9'
                    ? c - '0'
                    : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 36 : -1;
            if (digit < 0 || Long.compareUnsigned(value, MOST_BEFORE_DIGIT) > 0) {
                throw malformed();
            }
            value = 62 * value + digit;
        }
        return value + 1;
    }

    final long optionalBase62(char tag) throws ManglingException {
        return eat(tag) ? base62() + 1 : 0;
    }

    final String identifier() throws ManglingException {
        boolean unicode = eat('u');
        char first = next();
        if (first < '0' || first > '9') {
            throw malformed();
        }
        int length = first - '0';
        while (length > 0 && at < text.length() && Character.digit(text.charAt(at), 10) >= 0 && length < MAX_RESULT) {
            length = 10 * length + Character.digit(next(), 10);
        }
        eat('_');
        if (length > text.length() - at) {
            throw malformed();
        }
        String name = text.substring(at, at + length);
        at += length;
        if (!unicode) {
            return name;
        }
        int delimiter = name.lastIndexOf('_');
        return Punycode.decode(delimiter < 0 ? "" : name.substring(0, delimiter), name.substring(delimiter + 1));
    }

    final String hexadecimal() throws ManglingException {
        int start = at;
        for (char c = next(); c != '_'; c = next()) {
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw malformed();
            }
        }
        return text.substring(start, at - 1);
    }
}
