package tidemark.symbolise.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The texts that sections are called by. Copied as a whole: an array is what a cold JVM reads quickly. */
final class SectionNames {
    static final SectionNames NONE = new SectionNames(new byte[0]);

    private static final int MOST_BYTES = 1 << 24;

    private final byte[] texts;

    private SectionNames(byte[] texts) {
        this.texts = texts;
    }

    static SectionNames of(Bytes section) throws ElfException {
        return new SectionNames(section.copy(0, (int) Math.min(section.size(), MOST_BYTES)));
    }

    boolean isNamed(Section section, byte[] wanted) {
        int start = section.nameOffset();
        int end = start + wanted.length;
        return start > 0
                && end > 0
                && end < texts.length
                && texts[end] == 0
                && Arrays.equals(texts, start, end, wanted, 0, wanted.length);
    }

    /** Empty if it has none. */
    String of(Section section) {
        int start = section.nameOffset();
        if (start <= 0 || start >= texts.length) {
            return "";
        }
        int end = start;
        while (end < texts.length && texts[end] != 0) {
            end++;
        }
        return new String(texts, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
