package tidemark.symbolise.demangle;

/** Decodes identifiers with letters outside of ASCII. Source: RFC 3492; Rust writes '_' for the delimiter. */
final class Punycode {
    private static final int BASE = 36;
    private static final int LEAST_THRESHOLD = 1;
    private static final int MOST_THRESHOLD = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_NUMBER = 128;

    private Punycode() {}

    static String decode(String ascii, String encoded) throws ManglingException {
        StringBuilder decoded = new StringBuilder(ascii);
        int length = ascii.length();
        int number = FIRST_NUMBER;
        int bias = FIRST_BIAS;
        int position = 0;
        int at = 0;
        while (at < encoded.length()) {
            int before = position;
            int weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < encoded.length() ? digit(encoded.charAt(at++)) : -1;
                if (digit < 0 || digit > (Integer.MAX_VALUE - position) / weight) {
                    throw new ManglingException("punycode");
                }
                position += digit * weight;
                int threshold = Math.clamp(k - (long) bias, LEAST_THRESHOLD, MOST_THRESHOLD);
                if (digit < threshold) {
                    break;
                }
                if (weight > Integer.MAX_VALUE / (BASE - threshold)) {
                    throw new ManglingException("punycode");
                }
                weight *= BASE - threshold;
            }
            length++;
            bias = adapt(position - before, length, before == 0);
            number += position / length;
            position %= length;
            if (number < 0 || number > Character.MAX_CODE_POINT || (number >= 0xd800 && number < 0xe000)) {
                throw new ManglingException("punycode");
            }
            decoded.insert(decoded.offsetByCodePoints(0, position), Character.toString(number));
            position++;
        }
        return decoded.toString();
    }

    private static int digit(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }

    private static int adapt(int delta, int length, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - LEAST_THRESHOLD) * MOST_THRESHOLD / 2) {
            rest /= BASE - LEAST_THRESHOLD;
            k += BASE;
        }
        return k + (BASE - LEAST_THRESHOLD + 1) * rest / (rest + SKEW);
    }
}
