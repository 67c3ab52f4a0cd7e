package tidemark.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a report says of a wrong free: {@code first} is its first line, {@code about} the lines that are no frames, without addresses. Each stack is the
 * functions of the program, innermost first, behind the first frame, which is the function that frees or allocates.
 */
record WrongFree(String first, List<String> about, List<String> stacks) {
    /** All of a report, in its order. */
    static List<WrongFree> of(Report report) {
        List<WrongFree> found = new ArrayList<>();
        List<String> lines = report.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("Mismatched free()") || lines.get(i).startsWith("Invalid free()")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).isBlank()) {
                    end++;
                }
                found.add(of(lines.subList(i, end)));
            }
        }
        return found;
    }

    private static WrongFree of(List<String> lines) {
        List<String> about = new ArrayList<>();
        List<List<StackFrame>> stacks = new ArrayList<>();
        for (String raw : lines.subList(1, lines.size())) {
            String line = raw.strip();
            if (StackFrame.startsFrame(line)) {
                if (line.startsWith("at ")) {
                    stacks.add(new ArrayList<>());
                }
                stacks.getLast().add(StackFrame.parse(line));
            } else {
                about.add(line.replaceAll("0x[0-9a-f]+", "A"));
            }
        }
        List<String> functions = stacks.stream()
                .map(stack -> stack.stream().map(StackFrame::function).collect(Collectors.joining(" < ")))
                .toList();
        return new WrongFree(lines.getFirst(), List.copyOf(about), functions);
    }

    /** All in one line. */
    String fact() {
        return first.substring(0, first.indexOf(' ')) + ": " + stacks.getFirst() + ". " + String.join(". ", about)
                + (stacks.size() == 1 ? "" : ": " + String.join("; ", stacks.subList(1, stacks.size())));
    }
}
