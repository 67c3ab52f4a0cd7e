package tidemark.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Which processes besides the target are observed, at which moments, and how they are reported.
 *
 * @param reports whether they have reports of their own
 * @param skippedNames patterns of programs that are left alone with all that they start, divided by commas; empty for none
 * @param skippedArguments the same for arguments of which one is enough
 */
record Following(
        Options.Children children,
        Reports reports,
        String skippedNames,
        String skippedArguments,
        AtExec atExec,
        AfterTheTarget after) {
    /** How many reports there are of processes that ended. */
    enum Reports {
        ONE_EACH,
        ONE_FOR_ALL
    }

    /** Whether a program is checked when another one replaces it. */
    enum AtExec {
        NOT_CHECKED,
        CHECKED
    }

    /** When Tidemark ends if the target ends before processes that it started. */
    enum AfterTheTarget {
        /** At once; the rest is reported later, as it ends. */
        RETURN,
        WAIT
    }

    /** What the agent is told, NAME=VALUE. */
    List<String> assignments() {
        List<String> assignments = new ArrayList<>();
        if (children == Options.Children.IGNORED) {
            assignments.add("TIDEMARK_LEAVE_CHILDREN=1");
        }
        if (!skippedNames.isEmpty()) {
            assignments.add("TIDEMARK_SKIP=" + skippedNames);
        }
        if (!skippedArguments.isEmpty()) {
            assignments.add("TIDEMARK_SKIP_BY_ARGUMENT=" + skippedArguments);
        }
        if (atExec == AtExec.CHECKED) {
            assignments.add("TIDEMARK_CHECK_AT_EXEC=1");
        }
        if (!assignments.isEmpty()) {
            assignments.add("TIDEMARK_TARGET=1");
        }
        return assignments;
    }
}
