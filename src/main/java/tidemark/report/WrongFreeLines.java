package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.WrongFree;

/** Wrong frees in the words of Memcheck 3.19: where now, what the address is, and the paths of the block in question. */
final class WrongFreeLines {
    private final StackLines stacks;
    private final VariableNames variables;

    WrongFreeLines(StackLines stacks, VariableNames variables) {
        this.stacks = stacks;
        this.variables = variables;
    }

    List<String> of(WrongFreeRecord record) {
        WrongFree wrong = record.first();
        List<String> lines = new ArrayList<>();
        lines.add(
                wrong.sort() == WrongFree.Sort.MISMATCHED
                        ? "Mismatched free() / delete / delete []"
                        : "Invalid free() / delete / delete[] / realloc()");
        lines.addAll(stacks.of(record.path()));
        if (record.count() > 1) {
            lines.add("   (" + PrefixedLines.grouped(record.count()) + " times)");
        }
        lines.add(" Address 0x" + Long.toHexString(wrong.address()) + " is " + description(wrong));
        if (wrong.sort() == WrongFree.Sort.SECOND) {
            freedBefore(record.freedBy(), lines);
            lines.add(" Block was alloc'd at");
        }
        record.allocatedBy().ifPresent(path -> lines.addAll(stacks.of(path)));
        return lines;
    }

    private String description(WrongFree wrong) {
        return switch (wrong.sort()) {
            case MISMATCHED, INSIDE -> inBlock(wrong) + " alloc'd";
            case SECOND -> inBlock(wrong) + " free'd";
            case ON_STACK -> "on thread " + wrong.thread() + "'s stack";
            case IN_MODULE -> inModule(wrong.place().orElseThrow());
            case NOWHERE -> "not stack'd, malloc'd or (recently) free'd";
        };
    }

    private static String inBlock(WrongFree wrong) {
        return PrefixedLines.grouped(wrong.address() - wrong.block()) + " bytes inside a block of size "
                + PrefixedLines.grouped(wrong.sizeBytes());
    }

    private String inModule(WrongFree.Place place) {
        return "in " + place.module().file().path() + ": "
                + variables.of(place.module(), place.fileAddress()).text();
    }

    private void freedBefore(Optional<CallPath> freedBy, List<String> lines) {
        if (freedBy.isPresent()) {
            lines.addAll(stacks.of(freedBy.get()));
        } else {
            lines.add("   (where it was freed is not known; to see it, rerun with: --freed-paths=1000000)");
        }
    }
}
