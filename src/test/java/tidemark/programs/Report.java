package tidemark.programs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a report in Memcheck's words says about one process. {@code command} is empty for a forked child, whose report has no head. */
record Report(
        Optional<String> command,
        Optional<HeapSummary> heap,
        Map<Kind, Amount> leakSummary,
        List<LossRecord> records,
        List<String> lines) {
    record HeapSummary(Amount inUse, long allocations, long frees, long allocatedBytes) {}

    static final String COMMAND = "Command: ";
    private static final String SEPARATOR = ":";
    private static final String NUMBER = "([0-9,]+)";
    private static final Pattern IN_USE =
            Pattern.compile("in use at exit: " + NUMBER + " bytes in " + NUMBER + " blocks");
    private static final Pattern USAGE = Pattern.compile(
            "total heap usage: " + NUMBER + " allocs, " + NUMBER + " frees, " + NUMBER + " bytes allocated");
    private static final Pattern RECORD = Pattern.compile(NUMBER + "(?: \\(" + NUMBER + " direct, " + NUMBER
            + " indirect\\))? bytes in " + NUMBER + " blocks are (.*) in loss record .*");
    private static final Pattern SUMMARY =
            Pattern.compile("(definitely lost|indirectly lost|possibly lost|still reachable): " + NUMBER + " bytes in "
                    + NUMBER + " blocks");

    /** The lines of one process, without the {@code ==PID==} in front of them. */
    static Report parse(List<String> lines) {
        Optional<String> command = Optional.empty();
        Optional<Amount> inUse = Optional.empty();
        Optional<HeapSummary> heap = Optional.empty();
        Map<Kind, Amount> summary = new EnumMap<>(Kind.class);
        List<LossRecord> records = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(COMMAND)) {
                command = Optional.of(line.substring(COMMAND.length()));
            }
            Matcher blocks = IN_USE.matcher(line);
            if (blocks.matches()) {
                inUse = Optional.of(new Amount(number(blocks, 1), number(blocks, 2)));
            }
            Matcher usage = USAGE.matcher(line);
            if (usage.matches()) {
                heap = Optional.of(
                        new HeapSummary(inUse.orElseThrow(), number(usage, 1), number(usage, 2), number(usage, 3)));
            }
            Matcher head = RECORD.matcher(line);
            if (head.matches()) {
                records.add(record(head, lines.subList(i + 1, lines.size())));
            }
            Matcher total = SUMMARY.matcher(line);
            if (total.matches()) {
                summary.put(Kind.of(total.group(1)), new Amount(number(total, 2), number(total, 3)));
            }
        }
        return new Report(command, heap, summary, List.copyOf(records), List.copyOf(lines));
    }

    private static LossRecord record(Matcher head, List<String> following) {
        long direct = number(head, head.group(2) == null ? 1 : 2);
        long indirect = head.group(3) == null ? 0 : number(head, 3);
        List<StackFrame> frames = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (String raw : following) {
            String line = raw.strip();
            if (line.isEmpty()) {
                break;
            } else if (StackFrame.startsFrame(line)) {
                frames.add(StackFrame.parse(line));
            } else {
                remarks.add(line);
            }
        }
        return new LossRecord(
                Kind.of(head.group(5)), direct, indirect, number(head, 4), List.copyOf(frames), List.copyOf(remarks));
    }

    private static long number(Matcher matcher, int group) {
        // Memcheck prints what a program asked for in vain as an unsigned number beyond Long.MAX_VALUE.
        return Long.parseUnsignedLong(matcher.group(group).replace(",", ""));
    }

    Amount total(Kind kind) {
        return leakSummary.getOrDefault(kind, Amount.NOTHING);
    }

    Amount sumOfRecords(Kind kind) {
        return records.stream()
                .filter(record -> record.kind() == kind)
                .map(LossRecord::direct)
                .reduce(Amount.NOTHING, Amount::plus);
    }

    List<LossRecord> records(Kind kind) {
        return records.stream().filter(record -> record.kind() == kind).toList();
    }

    /** The only record with blocks of this size, all its blocks together. */
    LossRecord recordOf(long bytes) {
        List<LossRecord> found =
                records.stream().filter(record -> record.directBytes() == bytes).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " records of " + bytes + " bytes in\n" + String.join("\n", lines));
        }
        return found.getFirst();
    }

    List<String> facts() {
        return facts(Integer.MAX_VALUE);
    }

    /**
     * The records as sorted lines {@code KIND BYTES in BLOCKS: CALLER < ITS CALLER ...}, at most so many functions each. Records with equal
     * functions are one line, since Memcheck makes a record for each call in a function. Reachable and possibly lost blocks that are not the
     * program's own are left out.
     */
    List<String> facts(int functions) {
        Map<String, LossRecord> merged = new TreeMap<>();
        for (LossRecord record : records) {
            boolean lost = record.kind() == Kind.DEFINITELY_LOST || record.kind() == Kind.INDIRECTLY_LOST;
            if (lost || record.ownProgram()) {
                String path = String.join(
                        " < ", record.functions().stream().limit(functions).toList());
                merged.merge(record.kind() + SEPARATOR + path, record, Report::together);
            }
        }
        return merged.entrySet().stream()
                .map(entry -> fact(
                        entry.getValue(),
                        entry.getKey().substring(entry.getKey().indexOf(SEPARATOR) + 1)))
                .toList();
    }

    private static LossRecord together(LossRecord one, LossRecord other) {
        return new LossRecord(
                one.kind(),
                one.directBytes() + other.directBytes(),
                one.indirectBytes() + other.indirectBytes(),
                one.blocks() + other.blocks(),
                one.frames(),
                one.remarks());
    }

    private static String fact(LossRecord record, String path) {
        String indirectly = record.indirectBytes() == 0 ? "" : " (+" + record.indirectBytes() + ")";
        return record.kind() + " " + record.directBytes() + indirectly + " in " + record.blocks() + ": " + path;
    }
}
