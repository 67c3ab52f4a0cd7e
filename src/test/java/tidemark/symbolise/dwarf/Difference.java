package tidemark.symbolise.dwarf;

import java.util.List;

/** Why two answers for one address differ, judged by what is the same in them. */
enum Difference {
    /** No symbol covers the address; the tool gives the nearest before it. */
    NEIGHBOUR,
    /** The tool has no line: it does not read what the compiler wrote. */
    NO_LINE,
    /** The tool gives the place, but not all inlined calls that lead to it: it does not read them, or not those of other units, or not the ranges of code. */
    NO_CALLS,
    /** Functions that have no linkage name (lambdas, what has local types) are called by the symbol of the function around them, or not at all. */
    NAME_OF_THE_SURROUNDING,
    /** The tool gives the line of the last code before the address, though that code ended and there is no line here. */
    LINE_OF_ENDED_CODE,
    /** Several calls of one function stand in a row, and the tool gives another one's line: its own remark "inlined at" has ours. */
    LINE_OF_ANOTHER_CALL,
    /** elfutils' path between the innermost and the outermost function goes through calls that end before the address, or begin behind it. */
    CALLS_BESIDE_IT,
    /** binutils counts the files of clang's and of LTO's line programs differently. */
    OTHER_FILE,
    UNEXPLAINED;

    static Difference of(List<Place> ours, List<Place> theirs) {
        Place ourLast = ours.getLast();
        Place theirLast = theirs.getLast();
        if (theirs.size() == 1 && !theirLast.hasLine() && ourLast.hasLine()) {
            return NO_LINE;
        }
        if (ourLast.function().equals(Place.UNKNOWN)) {
            return ourLast.samePosition(theirs.getFirst()) ? NEIGHBOUR : LINE_OF_ENDED_CODE;
        }
        if (ours.size() > theirs.size() && isPartOf(ours, theirs)) {
            return NO_CALLS;
        }
        Difference difference = ours.size() == theirs.size() ? ofFrames(ours, theirs) : UNEXPLAINED;
        boolean sameEnds = ours.getFirst().samePosition(theirs.getFirst())
                && ourLast.function().equals(theirLast.function());
        return difference == UNEXPLAINED && sameEnds && theirs.size() > 1 ? CALLS_BESIDE_IT : difference;
    }

    /** The functions that the tool tells are all among ours, in our order, and the innermost place is ours. */
    private static boolean isPartOf(List<Place> ours, List<Place> theirs) {
        int found = 0;
        for (Place our : ours) {
            if (found < theirs.size() && theirs.get(found).function().equals(our.function())) {
                found++;
            }
        }
        return found == theirs.size() && ours.getFirst().samePosition(theirs.getFirst());
    }

    private static Difference ofFrames(List<Place> ours, List<Place> theirs) {
        Difference found = UNEXPLAINED;
        for (int i = 0; i < ours.size(); i++) {
            Place our = ours.get(i);
            Place their = theirs.get(i);
            boolean same = our.function().equals(their.function());
            if (!same && (i == ours.size() - 1 || our.function().startsWith("_Z"))) {
                return UNEXPLAINED;
            }
            if (!same) {
                found = NAME_OF_THE_SURROUNDING;
            } else if (!our.hasLine() && their.hasLine()) {
                found = LINE_OF_ENDED_CODE;
            } else if (our.line() == their.line() && !our.file().equals(their.file())) {
                found = OTHER_FILE;
            } else if (!our.samePosition(their)) {
                found = LINE_OF_ANOTHER_CALL;
            }
        }
        return found;
    }
}
