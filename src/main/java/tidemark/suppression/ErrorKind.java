package tidemark.suppression;

import java.util.EnumSet;
import java.util.Set;
import tidemark.reachability.Verdict;

/** What an entry can suppress: blocks of a verdict, or wrong frees. */
enum ErrorKind {
    DEFINITE_LEAK,
    INDIRECT_LEAK,
    POSSIBLE_LEAK,
    REACHABLE_BLOCK,
    WRONG_FREE;

    static final Set<ErrorKind> LEAKS = Set.of(DEFINITE_LEAK, INDIRECT_LEAK, POSSIBLE_LEAK, REACHABLE_BLOCK);

    static ErrorKind of(Verdict verdict) {
        return switch (verdict) {
            case DEFINITELY_LOST -> DEFINITE_LEAK;
            case INDIRECTLY_LOST -> INDIRECT_LEAK;
            case POSSIBLY_LOST -> POSSIBLE_LEAK;
            case STILL_REACHABLE, LIBRARYS_OWN -> REACHABLE_BLOCK;
        };
    }

    static Set<ErrorKind> none() {
        return EnumSet.noneOf(ErrorKind.class);
    }
}
