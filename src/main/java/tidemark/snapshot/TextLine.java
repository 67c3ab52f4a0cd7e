package tidemark.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@link SnapshotText}, read value by value from the left. A value is a word or a quoted text; which of them it was
 * is not told apart afterwards.
 */
final class TextLine {
    private static final long FIRST_ADDRESS_BEHIND = 1L << 47;

    private final int number;
    private final List<String> values = new ArrayList<>();
    private int next;

    TextLine(int number, String line) throws MalformedSnapshotException {
        this.number = number;
        int at = 0;
        while (at < line.length() && line.charAt(at) != '#') {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
            } else if (line.charAt(at) == '"') {
                at = readQuoted(line, at + 1);
            } else {
                at = readWord(line, at);
            }
        }
    }

    boolean hasMore() {
        return next < values.size();
    }

    /** Whether the next value is this word, which is then behind us. */
    boolean skip(String word) {
        boolean found = hasMore() && values.get(next).equals(word);
        if (found) {
            next++;
        }
        return found;
    }

    void expect(String word) throws MalformedSnapshotException {
        if (!skip(word)) {
            throw malformed("expected '" + word + "', not " + found());
        }
    }

    void expectEnd() throws MalformedSnapshotException {
        if (hasMore()) {
            throw malformed("expected no more, not " + found());
        }
    }

    String text() throws MalformedSnapshotException {
        if (!hasMore()) {
            throw malformed("expected one more value at its end");
        }
        return values.get(next++);
    }

    /** Any 64-bit value; hexadecimal digits are taken as unsigned. */
    long number() throws MalformedSnapshotException {
        String value = text();
        try {
            return value.startsWith("0x") ? Long.parseUnsignedLong(value.substring(2), 16) : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw malformed("expected a number such as 24 or 0x18, not '" + value + "'");
        }
    }

    /** A number from 0 to {@code last}. */
    long numberUpTo(long last) throws MalformedSnapshotException {
        long value = number();
        if (value < 0 || value > last) {
            throw malformed("expected a number from 0 to " + last + ", not " + values.get(next - 1));
        }
        return value;
    }

    int smallNumber() throws MalformedSnapshotException {
        return (int) numberUpTo(Integer.MAX_VALUE);
    }

    /** An address of the user's half of a 47-bit address space, or the first one behind it. */
    long address() throws MalformedSnapshotException {
        return numberUpTo(FIRST_ADDRESS_BEHIND);
    }

    MalformedSnapshotException malformed(String message) {
        return new MalformedSnapshotException(number, message);
    }

    private String found() {
        return hasMore() ? "'" + values.get(next) + "'" : "the end of the line";
    }

    private int readWord(String line, int start) {
        int at = start;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at)) && line.charAt(at) != '#') {
            at++;
        }
        values.add(line.substring(start, at));
        return at;
    }

    private int readQuoted(String line, int start) throws MalformedSnapshotException {
        StringBuilder value = new StringBuilder();
        int at = start;
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) != '\\') {
                value.append(line.charAt(at++));
            } else if (line.startsWith("u", at + 1)) {
                value.append(escaped(line, at + 2));
                at += 6;
            } else if (at + 1 < line.length()) {
                value.append(line.charAt(at + 1));
                at += 2;
            } else {
                at++;
            }
        }
        if (at >= line.length()) {
            throw malformed("a text has no closing quotation mark");
        }
        values.add(value.toString());
        return at + 1;
    }

    private char escaped(String line, int digits) throws MalformedSnapshotException {
        try {
            return (char) Integer.parseInt(line, digits, Math.min(digits + 4, line.length()), 16);
        } catch (NumberFormatException e) {
            throw malformed("\\u needs four hexadecimal digits");
        }
    }
}
