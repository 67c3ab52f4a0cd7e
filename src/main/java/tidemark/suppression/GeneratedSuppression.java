package tidemark.suppression;

import java.util.List;
import tidemark.reachability.Verdict;

/** A suppression, in Valgrind's form, of just the blocks of one loss record, or of one wrong free: what --gen-suppressions prints. */
public final class GeneratedSuppression {
    private GeneratedSuppression() {}

    /**
     * Whole lines; nothing where no function is known to begin with.
     *
     * @param frames the functions of each frame, innermost first; the first frame is the allocation function
     */
    public static String of(Verdict verdict, List<List<Site>> frames) {
        return of(List.of("Memcheck:Leak", "match-leak-kinds: " + kind(verdict)), frames);
    }

    /** The same of a wrong free; the first frame is the function that was to free. */
    public static String ofFree(List<List<Site>> frames) {
        return of(List.of("Memcheck:Free"), frames);
    }

    private static String of(List<String> kind, List<List<Site>> frames) {
        if (frames.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{\n");
        line(text, "<insert_a_suppression_name_here>");
        kind.forEach(line -> line(text, line));
        Site allocator = frames.getFirst().getLast();
        MemcheckNames.allocatorLines(allocator.symbols().getFirst()).forEach(line -> line(text, line));
        String before = "";
        for (List<Site> frame : frames.subList(1, frames.size())) {
            for (Site site : frame) {
                String location = location(site);
                boolean again = location.equals(Site.UNSEEN) && before.equals(Site.UNSEEN);
                if (!again && !site.object().equals(allocator.object())) { // else the agent's
                    line(text, location);
                    before = location;
                }
            }
        }
        return text.append("}\n").toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append("   ").append(line).append('\n');
    }

    private static String kind(Verdict verdict) {
        return switch (verdict) {
            case DEFINITELY_LOST -> "definite";
            case INDIRECTLY_LOST -> "indirect";
            case POSSIBLY_LOST -> "possible";
            case STILL_REACHABLE, LIBRARYS_OWN -> "reachable";
        };
    }

    private static String location(Site site) {
        String symbol = site.symbols().getFirst();
        if (symbol.equals(Site.UNSEEN)) {
            return symbol;
        }
        if (!symbol.equals(Site.UNKNOWN)) {
            return MemcheckNames.line(symbol);
        }
        return site.object().equals(Site.UNKNOWN) ? "obj:*" : "obj:" + site.object();
    }
}
