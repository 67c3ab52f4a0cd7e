package tidemark.symbolise.demangle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Characters and strings in constant arguments, escaped as in Rust's source. */
final class RustLiterals {
    private RustLiterals() {}

    /** @param hex the code point */
    static String character(String hex) throws ManglingException {
        int character;
        try {
            character = hex.isEmpty() ? 0 : Integer.parseInt(hex, 16);
        } catch (NumberFormatException _) {
            throw new ManglingException("no character");
        }
        if (!Character.isValidCodePoint(character) || (character >= 0xd800 && character < 0xe000)) {
            throw new ManglingException("no character");
        }
        return escaped(character, '\'');
    }

    /** @param hex the bytes, as UTF-8 */
    static String string(String hex) throws ManglingException {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            StringBuilder escaped = new StringBuilder();
            text.codePoints().forEach(character -> escaped.append(escaped(character, '"')));
            return escaped.toString();
        } catch (CharacterCodingException | IllegalArgumentException _) {
            throw new ManglingException("no string");
        }
    }

    private static String escaped(int character, char quote) {
        return switch (character) {
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case 0 -> "\\0";
            case '\\' -> "\\\\";
            default -> {
                if (character == quote) {
                    yield "\\" + quote;
                }
                yield Character.isISOControl(character)
                        ? "\\u{" + Integer.toHexString(character) + "}"
                        : Character.toString(character);
            }
        };
    }
}
