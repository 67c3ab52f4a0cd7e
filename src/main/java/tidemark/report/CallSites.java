package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Verdict;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;
import tidemark.suppression.Site;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.SourceLine;
import tidemark.symbolise.Symboliser;

/** Frames as suppressions see them, also of several processes. Each is named once, and only if a suppression needs it. */
final class CallSites {
    private final Function<Frame, FrameName> names;
    private final ReportStyle.BelowMain belowMain;
    private final SourceStyle.InlinedCalls inlinedCalls;
    /** By instance, and then by address. Frames themselves are not as quickly compared. */
    private final IdentityHashMap<ModuleInstance, Map<Long, List<Site>>> inModules = new IdentityHashMap<>();

    private final Map<Long, List<Site>> outside = new HashMap<>();

    CallSites(ReportStyle style, Function<Frame, FrameName> names) {
        this.names = names;
        this.belowMain = style.belowMain();
        this.inlinedCalls = style.source().inlinedCalls();
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

    /** The functions of a frame, innermost first; all but the last are inlined calls. */
    List<Site> of(Frame frame) {
        return frame instanceof Frame.InModule in
                ? inModules
                        .computeIfAbsent(in.module(), _ -> new HashMap<>())
                        .computeIfAbsent(in.lookupAddress(), _ -> sites(frame, names.apply(frame)))
                : outside.computeIfAbsent(
                        ((Frame.Anonymous) frame).runtimeAddress(), _ -> sites(frame, names.apply(frame)));
    }

    private List<Site> sites(Frame frame, FrameName name) {
        String module = frame instanceof Frame.InModule in ? in.module().file().path() : Site.UNKNOWN;
        if (!(name instanceof FrameName.Function function)) {
            return List.of(new Site(List.of(Site.UNKNOWN), "", module, "", 0));
        }
        List<Site> sites = new ArrayList<>();
        if (inlinedCalls == SourceStyle.InlinedCalls.SHOWN) {
            for (FrameName.Inlined inlined : function.inlined()) {
                sites.add(site(symbols(inlined), inlined.name(), module, inlined.source()));
            }
        }
        sites.add(site(symbols(function.symbol()), withoutVersion(function.name()), module, function.source()));
        return sites;
    }

    private static Site site(List<String> symbols, String name, String module, Optional<SourceLine> source) {
        return new Site(
                symbols,
                name,
                module,
                source.map(SourceLine::path).orElse(""),
                source.map(SourceLine::line).orElse(0));
    }

    /**
     * First what Memcheck calls it, if all its versions see the call; then what else it may be called, in versions of Memcheck that cannot follow
     * the debug information, in suppressions that Tidemark generated before it read the name, and in a symbol table.
     */
    private static List<String> symbols(FrameName.Inlined inlined) {
        List<String> symbols = new ArrayList<>();
        if (inlined.description() == FrameName.Description.INDIRECT) {
            symbols.add(Site.UNSEEN);
        }
        inlined.sourceName().ifPresent(symbols::add);
        symbols.add(SourceNames.of(inlined));
        symbols.add(inlined.symbol());
        symbols.add(Site.UNKNOWN_INLINED);
        return symbols;
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
