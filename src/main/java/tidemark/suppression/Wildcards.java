package tidemark.suppression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of names with wildcards, cut into the literal pieces between its stars. The pieces are looked for from left to right, each at the
 * first place behind the one before it, and the last at the end if the pattern is to reach there: no second thought can find a match that
 * this misses, so there is no going back.
 */
record Wildcards(List<String> pieces, boolean fromStart, boolean toEnd) {
    /** Stands in a piece for any one character; no name contains it. */
    private static final char ANY = '\uffff';

    Wildcards {
        pieces = List.copyOf(pieces);
    }

    /** Valgrind's: matches whole names; a star is any text, a question mark any one character. */
    static Wildcards valgrind(String pattern) {
        return new Wildcards(pieces(pattern.replace('?', ANY)), !pattern.startsWith("*"), !pattern.endsWith("*"));
    }

    /**
     * LeakSanitizer's: matches parts of names; a star is any text, {@code ^} in front stands for the name's start, and {@code $} for its
     * end, behind which a pattern goes no further.
     */
    static Wildcards sanitizer(String pattern) {
        boolean start = pattern.startsWith("^") && !pattern.startsWith("^*");
        int dollar = pattern.indexOf('$');
        String plain = pattern.substring(pattern.startsWith("^") ? 1 : 0, dollar < 0 ? pattern.length() : dollar);
        return new Wildcards(pieces(plain), start, dollar >= 0 && !plain.endsWith("*"));
    }

    private static List<String> pieces(String pattern) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from <= pattern.length()) {
            int star = pattern.indexOf('*', from);
            int to = star < 0 ? pattern.length() : star;
            if (to > from) {
                pieces.add(pattern.substring(from, to));
            }
            from = to + 1;
        }
        return pieces;
    }

    /** The one name that it matches, if there is only one. */
    Optional<String> literal() {
        boolean one =
                fromStart && toEnd && pieces.size() == 1 && pieces.getFirst().indexOf(ANY) < 0;
        return one ? Optional.of(pieces.getFirst()) : Optional.empty();
    }

    boolean matches(String name) {
        int at = 0;
        int last = pieces.size() - 1;
        if (last < 0) {
            return !(fromStart && toEnd) || name.isEmpty();
        }
        for (int i = 0; i <= last; i++) {
            String piece = pieces.get(i);
            int found;
            if (i == 0 && fromStart) {
                found = stands(piece, name, 0) ? 0 : -1;
            } else if (i == last && toEnd) {
                found = name.length() - piece.length();
            } else {
                found = find(piece, name, at);
            }
            if (found < at || (i == last && toEnd && !ends(piece, name, found))) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    private static boolean ends(String piece, String name, int at) {
        return at + piece.length() == name.length() && stands(piece, name, at);
    }

    private static int find(String piece, String name, int from) {
        if (piece.indexOf(ANY) < 0) {
            return name.indexOf(piece, from);
        }
        for (int at = from; at + piece.length() <= name.length(); at++) {
            if (stands(piece, name, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean stands(String piece, String name, int at) {
        if (at + piece.length() > name.length()) {
            return false;
        }
        for (int i = 0; i < piece.length(); i++) {
            if (piece.charAt(i) != ANY && piece.charAt(i) != name.charAt(at + i)) {
                return false;
            }
        }
        return true;
    }
}
