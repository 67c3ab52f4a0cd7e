package tidemark.symbolise.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions and lines of one unit. */
final class UnitFrames {
    /** {@code DW_LANG_Rust}, DWARF 5 table 7.17. */
    private static final long RUST = 0x1c;

    private final Unit unit;
    private final boolean hidden;
    private final FunctionIndex functions;
    private final Optional<LineTable> lines;

    /**
     * @param complete the unit that has the entries
     * @param inProgram the unit that has the lines: the same one, or what stands for it
     */
    UnitFrames(Unit complete, Unit inProgram) {
        this.unit = complete;
        this.hidden = complete != inProgram || complete.root().value(Attribute.LANGUAGE) == RUST;
        this.functions = new FunctionIndex(complete);
        this.lines = lines(inProgram);
    }

    private static Optional<LineTable> lines(Unit unit) {
        try {
            return LineTable.of(unit);
        } catch (DwarfException e) {
            return Optional.empty();
        }
    }

    /** Innermost first; empty if the unit knows nothing of the address. */
    List<SourceFrame> at(long address) throws DwarfException {
        Optional<LineTable.Row> row = lines.isPresent() ? lines.get().rowAt(address) : Optional.empty();
        Optional<String> file = row.isPresent() ? path(row.get().file()) : Optional.empty();
        int line = row.isPresent() ? row.get().line() : 0;
        List<Entry> chain = functions.chainAt(address);
        if (chain.isEmpty()) {
            return row.isEmpty() ? List.of() : List.of(frame(new Entry(), FunctionNames.NONE, file, line));
        }
        List<SourceFrame> frames = new ArrayList<>(chain.size());
        for (int i = chain.size() - 1; i >= 0; i--) {
            Entry function = chain.get(i);
            frames.add(frame(function, names(function), file, line));
            // The function around an inlined call is where the call stands in the source.
            file = function.has(Attribute.CALL_FILE)
                    ? path((int) function.value(Attribute.CALL_FILE))
                    : Optional.empty();
            line = (int) function.value(Attribute.CALL_LINE);
        }
        return frames;
    }

    private SourceFrame frame(Entry function, FunctionNames names, Optional<String> file, int line) {
        return new SourceFrame(
                names.linkageNameOrName(), names.name(), file, line, description(function, names.elsewhere()));
    }

    private FunctionNames names(Entry function) {
        try {
            return FunctionNames.of(unit, function);
        } catch (DwarfException e) {
            return FunctionNames.NONE;
        }
    }

    private SourceFrame.Description description(Entry function, boolean elsewhere) {
        int start = function.form(Attribute.LOW_PC);
        boolean numbered = function.form(Attribute.RANGES) == Form.RNGLISTX || (start != 0 && start != Form.ADDR);
        return hidden || numbered || elsewhere ? SourceFrame.Description.INDIRECT : SourceFrame.Description.DIRECT;
    }

    private Optional<String> path(int file) {
        try {
            return lines.isPresent() ? lines.get().files().path(file) : Optional.empty();
        } catch (DwarfException e) {
            return Optional.empty();
        }
    }
}
