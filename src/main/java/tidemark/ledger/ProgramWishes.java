package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * What a program says by the functions that LeakSanitizer lets it define.
 *
 * @param turnedOff {@code __lsan_is_turned_off}: it wants no check
 * @param options {@code __lsan_default_options}: {@code name=value}, divided by colons or blanks
 * @param suppressions {@code __lsan_default_suppressions}: {@code leak:PATTERN}, a line each
 */
public record ProgramWishes(boolean turnedOff, String options, String suppressions) {
    /** Of a program that says nothing. */
    public static final ProgramWishes NONE = new ProgramWishes(false, "", "");

    static ProgramWishes of(MemorySegment bytes, long at) {
        boolean turnedOff = bytes.get(ValueLayout.JAVA_INT, at + WISHES_TURNED_OFF_AT) != 0;
        String options = text(bytes, at + WISHES_OPTIONS_AT, WISHES_SUPPRESSIONS_AT - WISHES_OPTIONS_AT);
        String suppressions = text(bytes, at + WISHES_SUPPRESSIONS_AT, WISHES_STRUCT_BYTES - WISHES_SUPPRESSIONS_AT);
        return new ProgramWishes(turnedOff, options, suppressions);
    }

    private static String text(MemorySegment bytes, long at, long room) {
        byte[] text = bytes.asSlice(at, room).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    public boolean wantsChecks() {
        return !turnedOff && option("detect_leaks", 1) != 0;
    }

    /** The value of an option; of several the last. */
    public long option(String name, long unlessGiven) {
        long value = unlessGiven;
        if (options.isEmpty()) {
            return value;
        }
        for (String word : options.split("[:, \n\t]", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).equals(name)) {
                value = number(word.substring(equals + 1), value);
            }
        }
        return value;
    }

    private static long number(String text, long otherwise) {
        return switch (text) {
            case "true", "yes" -> 1;
            case "false", "no" -> 0;
            default -> digits(text) ? Long.parseLong(text) : otherwise;
        };
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() < 10;
    }
}
