package tidemark.report;

import java.util.Set;
import tidemark.reachability.Verdict;

/**
 * What is told of what holds blocks.
 *
 * @param chains the verdicts of loss records below which stands how a block of them is held
 * @param top how many of the heaviest roots, and of their owners, are listed
 */
public record HolderStyle(Set<Verdict> chains, int top) {
    public static final HolderStyle STANDARD = new HolderStyle(Set.of(Verdict.STILL_REACHABLE), 0);

    public HolderStyle {
        chains = Set.copyOf(chains);
    }
}
