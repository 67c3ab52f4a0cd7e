package tidemark.report;

import java.util.List;

/** Lines that begin with {@code ==PID==}, so that several processes' reports can be told apart in one file. */
public final class PrefixedLines {
    private final StringBuilder text = new StringBuilder();
    private final String prefix;

    public PrefixedLines(int pid) {
        this.prefix = "==" + pid + "== ";
    }

    public void line(String line) {
        text.append(prefix).append(line).append('\n');
    }

    public void blank() {
        line("");
    }

    public String text() {
        return text.toString();
    }

    /** What a process's output opens with. */
    public void title(List<String> command) {
        line("Tidemark " + Version.NUMBER + ", a native heap leak checker");
        line("Command: " + commandText(command));
    }

    /** As Memcheck does: a backslash before blanks and backslashes keeps the arguments apart. */
    static String commandText(List<String> command) {
        StringBuilder joined = new StringBuilder();
        for (String argument : command) {
            joined.append(joined.isEmpty() ? "" : " ");
            joined.append(argument.replace("\\", "\\\\").replace(" ", "\\ ").replace("\n", "\\n"));
        }
        return joined.toString();
    }

    /** With a comma between groups of three digits, in every locale. */
    public static String grouped(long number) {
        String digits = Long.toString(number);
        StringBuilder grouped = new StringBuilder(digits);
        int first = number < 0 ? 1 : 0;
        for (int at = digits.length() - 3; at > first; at -= 3) {
            grouped.insert(at, ',');
        }
        return grouped.toString();
    }
}
