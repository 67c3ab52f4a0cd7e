package tidemark.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;

/**
 * A call path as lines in Memcheck's form, {@code at 0xADDRESS: function (in module)}. The address is the one that the code had when the
 * block was allocated, so frames of two instances of a module differ in it. A function without a name is {@code module+0xoffset}.
 */
final class StackLines {
    private static final String BELOW_MAIN = "(below main)";

    /** What starts main: in glibc 2.36 _start, __libc_start_main (whose symbol in the debug file ends in _impl) and __libc_start_call_main. */
    private static final Set<String> STARTERS = Set.of(
            "_start", "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main", "generic_start_main");

    private final int callers;
    private final ReportStyle.BelowMain belowMain;
    private final Function<Frame, Optional<String>> names;
    private final SortedSet<String> modulesWithoutNames = new TreeSet<>();

    StackLines(ReportStyle style, Function<Frame, Optional<String>> names) {
        this.callers = style.callers();
        this.belowMain = style.belowMain();
        this.names = names;
    }

    List<String> of(CallPath path) {
        List<Frame> frames = path.frames();
        List<Optional<String>> functions = new ArrayList<>();
        for (int i = 0; i < Math.min(callers, frames.size()); i++) {
            functions.add(names.apply(frames.get(i)));
        }
        int shown = belowMain == ReportStyle.BelowMain.SHOWN ? functions.size() : framesUpToMain(functions);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            lines.add((i == 0 ? "   at " : "   by ") + frame(frames.get(i), functions.get(i)));
        }
        if (shown == frames.size() || path.ending() != CallPath.Ending.CUT) {
            shortcoming(path.ending()).ifPresent(lines::add);
        }
        return lines;
    }

    /**
     * Memcheck's rule: nothing outside of main is shown; without a function of that name, nothing outside of the innermost of the
     * functions that start it.
     */
    private static int framesUpToMain(List<Optional<String>> functions) {
        int shown = functions.size();
        for (int i = functions.size() - 1; i >= 0; i--) {
            String function = functions.get(i).orElse("");
            if (function.equals("main")) {
                return i + 1;
            }
            if (startsMain(function)) {
                shown = i + 1;
            }
        }
        return shown;
    }

    private static boolean startsMain(String function) {
        int version = function.indexOf('@');
        return STARTERS.contains(version < 0 ? function : function.substring(0, version));
    }

    private String frame(Frame frame, Optional<String> function) {
        return switch (frame) {
            case Frame.InModule in -> inModule(in, function);
            case Frame.Anonymous anonymous ->
                hexadecimal(anonymous.runtimeAddress()) + ": " + function.orElse("(code outside of all modules)");
        };
    }

    private String inModule(Frame.InModule frame, Optional<String> function) {
        ModuleInstance module = frame.module();
        long runtimeAddress = module.loadAddress() + frame.lookupAddress();
        return hexadecimal(runtimeAddress) + ": "
                + function.map(this::shownName).orElseGet(() -> unnamed(frame)) + " (in "
                + module.file().path() + ")" + (module.unloaded() ? " [unloaded]" : "");
    }

    private String shownName(String function) {
        return belowMain == ReportStyle.BelowMain.HIDDEN && startsMain(function) ? BELOW_MAIN : function;
    }

    private String unnamed(Frame.InModule frame) {
        modulesWithoutNames.add(frame.module().file().name());
        return frame.module().file().name() + "+0x" + Long.toHexString(frame.lookupAddress());
    }

    private static String hexadecimal(long address) {
        return "0x" + Long.toHexString(address).toUpperCase(Locale.ROOT);
    }

    /** Why the path is less than the whole truth, if it is. */
    private static Optional<String> shortcoming(CallPath.Ending ending) {
        return switch (ending) {
            case COMPLETE -> Optional.empty();
            case CUT -> Optional.of("   (the stack could not be walked further out)");
            case APPROXIMATE -> Optional.of("   (approximate: the walk went through code without unwind information)");
            case UNRECORDED ->
                Optional.of("   (no call path: the agent was busy in this thread when the block was allocated)");
        };
    }

    /** The names of the modules in which a function that was shown has no name. */
    SortedSet<String> modulesWithoutNames() {
        return Collections.unmodifiableSortedSet(modulesWithoutNames);
    }
}
