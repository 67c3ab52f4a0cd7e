package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.Frame;

/** Call paths in which a recursion is shown once, as by Memcheck's --merge-recursive-frames. */
final class Recursion {
    private Recursion() {}

    /** @param most how many frames are left out at most where the frame before them comes again; 0: none */
    static CallPath merged(CallPath path, int most) {
        if (most == 0) {
            return path;
        }
        List<Frame> merged = new ArrayList<>();
        int seen = 0;
        int exact = 0;
        for (Frame frame : path.frames()) {
            int size = merged.size();
            int again = size - 1;
            while (again >= 0 && size - again <= most && !merged.get(again).equals(frame)) {
                again--;
            }
            if (again >= 0 && size - again <= most) {
                merged.subList(again + 1, size).clear();
            } else {
                merged.add(frame);
            }
            exact = ++seen <= path.exactFrames() ? merged.size() : Math.min(exact, merged.size());
        }
        return new CallPath(merged, exact, path.ending());
    }
}
