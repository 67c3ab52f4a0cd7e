package tidemark.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.SourceLine;
import tidemark.symbolise.Symboliser;

/**
 * A call path as lines in Memcheck's form, {@code at 0xADDRESS: function (file:line)}, or {@code (in module)} where the line is not known. The address
 * is the one that the code had when the block was allocated, so frames of two instances of a module differ in it. Inlined calls are lines of their own with the
 * address of the function around them. A function without a name is {@code module+0xoffset}.
 */
final class StackLines {
    static final String BELOW_MAIN = "(below main)";

    private final int callers;
    private final ReportStyle.BelowMain belowMain;
    private final SourceStyle sourceStyle;
    private final Function<Frame, FrameName> names;
    private final Function<FrameName.Function, OptionalLong> offsets;
    private final SortedMap<String, ModuleFile> filesWithoutNames = new TreeMap<>();

    StackLines(ReportStyle style, Naming naming) {
        this.callers = style.callers();
        this.belowMain = style.belowMain();
        this.sourceStyle = style.source();
        this.names = naming.frames();
        this.offsets = naming.offsets();
    }

    /** How many of a path's frames are shown. */
    int shown(CallPath path) {
        return shown(functions(path));
    }

    private int shown(List<FrameName> functions) {
        return belowMain == ReportStyle.BelowMain.SHOWN ? functions.size() : framesUpToMain(functions);
    }

    private List<FrameName> functions(CallPath path) {
        List<Frame> frames = path.frames();
        List<FrameName> functions = new ArrayList<>();
        for (int i = 0; i < Math.min(callers, frames.size()); i++) {
            functions.add(names.apply(frames.get(i)));
        }
        return functions;
    }

    List<String> of(CallPath path) {
        List<Frame> frames = path.frames();
        List<FrameName> functions = functions(path);
        int shown = shown(functions);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            for (String line : lines(frames.get(i), functions.get(i))) {
                lines.add((lines.isEmpty() ? "   at " : "   by ") + line);
            }
            if (i + 1 == path.exactFrames() && i + 1 < shown) {
                lines.add("   (approximate from here on: the code above has no unwind information)");
            }
        }
        boolean whole = shown == frames.size() && (shown == 0 || !isMain(functions.getLast()));
        if (whole || path.ending() != CallPath.Ending.CUT) {
            shortcoming(path.ending()).ifPresent(lines::add);
        }
        return lines;
    }

    /**
     * Memcheck's rule: nothing outside of main is shown; without a function of that name, nothing outside of the innermost of the
     * functions that start it.
     */
    private static int framesUpToMain(List<FrameName> functions) {
        int shown = functions.size();
        for (int i = functions.size() - 1; i >= 0; i--) {
            if (isMain(functions.get(i))) {
                return i + 1;
            }
            if (Symboliser.isBelowMain(functions.get(i).text())) {
                shown = i + 1;
            }
        }
        return shown;
    }

    private static boolean isMain(FrameName function) {
        return function.text().equals("main");
    }

    private List<String> lines(Frame frame, FrameName name) {
        // No switch over the types: the JVM would generate a class for it in every run.
        return frame instanceof Frame.InModule in
                ? inModule(in, name)
                : List.of(hexadecimal(((Frame.Anonymous) frame).runtimeAddress()) + ": (code outside of all modules)");
    }

    private List<String> inModule(Frame.InModule frame, FrameName name) {
        ModuleInstance module = frame.module();
        if (name instanceof FrameName.InModule) {
            filesWithoutNames.put(module.file().path(), module.file());
        }
        String start = hexadecimal(module.loadAddress() + frame.lookupAddress()) + ": ";
        String end = module.unloaded() ? " [unloaded]" : "";
        List<String> lines = new ArrayList<>();
        Optional<SourceLine> source = Optional.empty();
        if (name instanceof FrameName.Function function) {
            source = function.source();
            if (sourceStyle.inlinedCalls() == SourceStyle.InlinedCalls.SHOWN) {
                for (FrameName.Inlined call : function.inlined()) {
                    lines.add(start + call.name() + place(call.source(), module) + end);
                }
            } else if (!function.inlined().isEmpty()) {
                source = function.inlined().getFirst().source();
            }
        }
        lines.add(start + shownName(name.text()) + offset(name) + place(source, module) + end);
        return lines;
    }

    /** As Memcheck writes it. */
    private String offset(FrameName name) {
        if (sourceStyle.symbolOffsets() == SourceStyle.SymbolOffsets.HIDDEN
                || !(name instanceof FrameName.Function function)) {
            return "";
        }
        OptionalLong offset = offsets.apply(function);
        return offset.isPresent() ? "+" + offset.getAsLong() : "";
    }

    private String place(Optional<SourceLine> source, ModuleInstance module) {
        return source.isPresent()
                ? " (" + sourceStyle.text(source.get()) + ")"
                : " (in " + module.file().path() + ")";
    }

    private String shownName(String function) {
        boolean hidden = belowMain == ReportStyle.BelowMain.HIDDEN && Symboliser.isBelowMain(function);
        return hidden ? BELOW_MAIN : function;
    }

    private static String hexadecimal(long address) {
        return "0x" + Long.toHexString(address).toUpperCase(Locale.ROOT);
    }

    /** Why the path is less than the whole truth, if it is. */
    private static Optional<String> shortcoming(CallPath.Ending ending) {
        return switch (ending) {
            case COMPLETE -> Optional.empty();
            case CUT -> Optional.of("   (the stack could not be walked further out)");
            case UNRECORDED ->
                Optional.of("   (no call path: the agent was busy in this thread when the block was allocated)");
        };
    }

    /** The modules in which a function that was shown has no name, by path. */
    Collection<ModuleFile> filesWithoutNames() {
        return Collections.unmodifiableCollection(filesWithoutNames.values());
    }
}
