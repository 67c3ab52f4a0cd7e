package tidemark.programs;

import java.util.Arrays;

/** Memcheck's verdicts, in the words that reports use. */
enum Kind {
    DEFINITELY_LOST("definitely lost"),
    INDIRECTLY_LOST("indirectly lost"),
    POSSIBLY_LOST("possibly lost"),
    STILL_REACHABLE("still reachable");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    static Kind of(String words) {
        return Arrays.stream(values())
                .filter(kind -> kind.words.equals(words))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return words;
    }
}
