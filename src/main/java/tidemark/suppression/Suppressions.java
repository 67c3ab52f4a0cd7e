package tidemark.suppression;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import tidemark.reachability.Verdict;

/**
 * All suppressions that the user gave. Of several that match it is the one that was read last that counts, which is where Memcheck begins
 * to look. For one thread.
 */
public final class Suppressions {
    private final List<Suppression> all;
    private final SuppressionTree root;
    private long step;

    private Suppressions(List<Suppression> all) {
        this.all = List.copyOf(all);
        this.root = SuppressionTree.of(all);
    }

    public static Suppressions none() {
        return new Suppressions(List.of());
    }

    /**
     * @param files as the user named them, in that order
     * @param paths where these files are found
     */
    public static Suppressions read(List<String> files, Function<String, Path> paths) throws SuppressionFileException {
        List<Suppression> all = new ArrayList<>();
        for (String file : files) {
            all.addAll(SuppressionFile.read(file, paths));
        }
        return new Suppressions(all);
    }

    /**
     * These, and then those of a text.
     *
     * @param name what the text is called in messages
     * @param lines as in LeakSanitizer's files
     */
    public Suppressions with(String name, String lines) throws SuppressionFileException {
        List<Suppression> both = new ArrayList<>(all);
        both.addAll(SanitizerEntries.read(new FileLines(name, lines)));
        return new Suppressions(both);
    }

    /** In the order in which they were read. */
    public List<Suppression> all() {
        return all;
    }

    /**
     * What suppresses blocks of that verdict which were allocated by that call path.
     *
     * @param frames how many there are
     * @param sites the functions of a frame, innermost first: more than one if calls were inlined. Frame 0 is the agent's allocation
     *     function. Asked only as far as need be
     */
    public Optional<Suppression> find(Verdict verdict, int frames, IntFunction<List<Site>> sites) {
        return find(ErrorKind.of(verdict), frames, sites);
    }

    /** The same for a wrong free by that call path; frame 0 is the agent's function that was to free. */
    public Optional<Suppression> findFree(int frames, IntFunction<List<Site>> sites) {
        return find(ErrorKind.WRONG_FREE, frames, sites);
    }

    private Optional<Suppression> find(ErrorKind kind, int frames, IntFunction<List<Site>> sites) {
        if (all.isEmpty() || frames == 0) {
            return Optional.empty();
        }
        SuppressionTree.Search search = new SuppressionTree.Search(root, kind, step);
        Site allocator = sites.apply(0).getLast();
        MemcheckNames.beneathAllocator(allocator).ifPresent(search::perhaps);
        search.to(MemcheckNames.ofAllocator(allocator));
        for (int frame = 1; frame < frames && !search.over(); frame++) {
            List<Site> functions = sites.apply(frame);
            for (int i = 0; i < functions.size(); i++) {
                Site site = MemcheckNames.of(functions.get(i));
                boolean inlined = i < functions.size() - 1;
                if (inlined || site.object().equals(allocator.object())) {
                    search.perhaps(site); // may be without inlined calls, and the agent's have no frame
                } else {
                    search.to(site);
                }
            }
        }
        step = search.nextStep();
        return search.found() == SuppressionTree.NONE ? Optional.empty() : Optional.of(all.get(search.found()));
    }
}
