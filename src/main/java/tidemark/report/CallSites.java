package tidemark.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Verdict;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Frame;
import tidemark.suppression.Site;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.Symboliser;

/** A snapshot's frames as suppressions see them. Each is named once, and only if a suppression needs it. */
final class CallSites {
    private final Function<Frame, FrameName> names;
    private final ReportStyle.BelowMain belowMain;
    private final Map<Long, List<Site>> known = new HashMap<>();

    CallSites(ReportStyle style, Function<Frame, FrameName> names) {
        this.names = names;
        this.belowMain = style.belowMain();
    }

    /** The whole path counts, also what lies further out than the frames that are compared and shown. */
    Optional<Suppression> suppression(Suppressions suppressions, Verdict verdict, CallPath path) {
        List<Frame> frames = path.frames();
        return suppressions.find(verdict, frames.size(), frame -> of(frames.get(frame)));
    }

    /** The same of a wrong free. */
    Optional<Suppression> freeSuppression(Suppressions suppressions, CallPath path) {
        List<Frame> frames = path.frames();
        return suppressions.findFree(frames.size(), frame -> of(frames.get(frame)));
    }

    /** The functions of a frame, innermost first. */
    List<Site> of(Frame frame) {
        return known.computeIfAbsent(key(frame), _ -> sites(frame, names.apply(frame)));
    }

    /** Unlike a frame's own, quickly compared. */
    private static Long key(Frame frame) {
        return frame instanceof Frame.InModule in
                ? CallPaths.encode(in.module().number(), in.lookupAddress())
                : CallPaths.encodeAddress(((Frame.Anonymous) frame).runtimeAddress());
    }

    private List<Site> sites(Frame frame, FrameName name) {
        String module = frame instanceof Frame.InModule in ? in.module().file().path() : Site.UNKNOWN;
        if (name instanceof FrameName.Function function) {
            return List.of(new Site(symbols(function.symbol()), withoutVersion(function.name()), module, "", 0));
        }
        return List.of(new Site(List.of(Site.UNKNOWN), "", module, "", 0));
    }

    /** First the one that is shown. Memcheck knows only that one, but what suppresses the one is also meant for the other. */
    private List<String> symbols(String symbol) {
        if (!Symboliser.isBelowMain(symbol)) {
            return List.of(symbol);
        }
        return belowMain == ReportStyle.BelowMain.SHOWN
                ? List.of(symbol, StackLines.BELOW_MAIN)
                : List.of(StackLines.BELOW_MAIN, symbol);
    }

    /** As sanitizers call it. */
    private static String withoutVersion(String function) {
        int version = function.indexOf('@');
        return version > 0 ? function.substring(0, version) : function;
    }
}
