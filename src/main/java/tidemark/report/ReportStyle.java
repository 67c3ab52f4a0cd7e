package tidemark.report;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import tidemark.reachability.Verdict;

/**
 * What of a check is reported.
 *
 * @param shown the verdicts whose loss records are shown
 * @param errors the verdicts whose loss records count as errors
 * @param callers how many frames of a call path are compared and shown, at least 1; inlined calls do not count
 * @param mergedFrames up to how many frames of a recursion are left out where the frame in front of them comes again; 0: none
 * @param resolution how many of them at most are compared, at least 1
 */
public record ReportStyle(
        Check check,
        Detail detail,
        Set<Verdict> shown,
        Set<Verdict> errors,
        int callers,
        int resolution,
        BelowMain belowMain,
        GenerateSuppressions generate,
        ErrorList errorList,
        MismatchedFrees mismatchedFrees,
        ErrorStyle errorStyle,
        int mergedFrames,
        SourceStyle source,
        HolderStyle holders) {
    /** How much is asked of the check. */
    public enum Check {
        /** Only the heap summary. */
        NONE,
        /** How many bytes and blocks there are of each verdict. */
        SUMMARY,
        /** Also the loss records. */
        FULL
    }

    /** How much is said besides the loss records. */
    public enum Detail {
        QUIET,
        NORMAL,
        VERBOSE
    }

    /** Whether the frames outside of main, which start it, are shown. */
    public enum BelowMain {
        HIDDEN,
        SHOWN
    }

    /** Whether a suppression is printed behind each loss record that is shown. */
    public enum GenerateSuppressions {
        NO,
        /** If the user says so. */
        ASK,
        ALL
    }

    /** What is told of suppressions at the end. */
    public enum ErrorList {
        NO,
        /** Which were used. */
        YES,
        /** Also the loss records that they suppress. */
        ALL
    }

    /** Whether blocks that were freed by the wrong function are reported. */
    public enum MismatchedFrees {
        HIDDEN,
        SHOWN
    }

    /** As many frames as are ever shown or compared: Memcheck's limit. */
    public static final int MOST_CALLERS = 500;

    /** What counts as an error, and what is shown, unless the user says otherwise. */
    public static final Set<Verdict> DEFINITE_AND_POSSIBLE = Set.of(Verdict.DEFINITELY_LOST, Verdict.POSSIBLY_LOST);

    /** Memcheck's kinds of leak. */
    public static final Set<Verdict> ALL = Set.copyOf(EnumSet.range(Verdict.DEFINITELY_LOST, Verdict.STILL_REACHABLE));

    public ReportStyle {
        assert callers >= 1 && resolution >= 1;
        shown = Set.copyOf(shown);
        errors = Set.copyOf(errors);
    }

    /** Whether what holds blocks is told at all. */
    public boolean tellsHolders() {
        boolean chains = check == Check.FULL && !Collections.disjoint(shown, holders.chains());
        return chains || (check != Check.NONE && detail != Detail.QUIET && holders.top() > 0);
    }

    /** Where nobody can be asked, all suppressions are printed. */
    public ReportStyle withoutQuestions() {
        return generate == GenerateSuppressions.ASK
                ? new ReportStyleBuilder(this)
                        .generate(GenerateSuppressions.ALL)
                        .build()
                : this;
    }
}
