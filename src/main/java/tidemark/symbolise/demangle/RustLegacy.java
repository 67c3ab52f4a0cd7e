package tidemark.symbolise.demangle;

import java.util.Optional;

/**
 * Rust's first scheme, which looks like a nested C++ name: {@code _ZN4core3fmt5Write9write_fmt17h0123456789abcdefE}. The last part is a hash and
 * is left out.
 *
 * <p>Source: rustc's compiler/rustc_symbol_mangling/src/legacy.rs.
 */
final class RustLegacy {
    private static final String PREFIX = "_ZN";
    private static final String HASH_PREFIX = "17h";
    private static final int HASH_DIGITS = 16;

    private RustLegacy() {}

    /** Empty if the symbol is none of these. */
    static Optional<String> demangle(String symbol) {
        int end = symbol.lastIndexOf('E');
        int hash = end - HASH_DIGITS - HASH_PREFIX.length();
        if (!symbol.startsWith(PREFIX) || hash < PREFIX.length() || !symbol.startsWith(HASH_PREFIX, hash)) {
            return Optional.empty();
        }
        for (int i = end - HASH_DIGITS; i < end; i++) {
            if (Character.digit(symbol.charAt(i), 16) < 0) {
                return Optional.empty();
            }
        }
        String suffix = symbol.substring(end + 1);
        if (!suffix.isEmpty() && !suffix.startsWith(".")) {
            return Optional.empty();
        }
        Optional<String> path = path(symbol, hash);
        return path.isPresent() ? Optional.of(path.get() + suffix) : path;
    }

    private static Optional<String> path(String symbol, int end) {
        StringBuilder path = new StringBuilder();
        int at = PREFIX.length();
        while (at < end) {
            int length = 0;
            int digits = at;
            while (at < end && Character.digit(symbol.charAt(at), 10) >= 0 && at - digits < 6) {
                length = 10 * length + Character.digit(symbol.charAt(at++), 10);
            }
            if (length == 0 || length > end - at) {
                return Optional.empty();
            }
            path.append(path.isEmpty() ? "" : "::");
            part(symbol.substring(at, at + length), path);
            at += length;
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(path.toString());
    }

    /** Characters that linkers might not like are written as {@code $LT$} and so on, {@code ::} as two dots. */
    private static void part(String part, StringBuilder path) {
        int at = part.startsWith("_$") ? 1 : 0;
        while (at < part.length()) {
            char c = part.charAt(at);
            int close = c == '$' ? part.indexOf('$', at + 1) : -1;
            String meant = close < 0 ? "" : escape(part.substring(at + 1, close));
            if (!meant.isEmpty()) {
                path.append(meant);
                at = close + 1;
            } else if (c == '.' && part.startsWith("..", at)) {
                path.append("::");
                at += 2;
            } else {
                path.append(c);
                at++;
            }
        }
    }

    private static String escape(String code) {
        return switch (code) {
            case "SP" -> "@";
            case "BP" -> "*";
            case "RF" -> "&";
            case "LT" -> "<";
            case "GT" -> ">";
            case "LP" -> "(";
            case "RP" -> ")";
            case "C" -> ",";
            default -> code.startsWith("u") ? character(code.substring(1)) : "";
        };
    }

    private static String character(String hex) {
        try {
            int character = Integer.parseInt(hex, 16);
            return Character.isISOControl(character) ? "" : Character.toString(character);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
