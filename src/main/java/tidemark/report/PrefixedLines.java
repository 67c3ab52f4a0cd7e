package tidemark.report;

import java.util.HexFormat;
import java.util.List;

/** Lines that begin with {@code ==PID==}, so that several processes' reports can be told apart in one file. */
public final class PrefixedLines {
    private final StringBuilder text = new StringBuilder();
    private final String prefix;
    private final String debugPrefix;

    public PrefixedLines(int pid) {
        this.prefix = "==" + pid + "== ";
        this.debugPrefix = "--" + pid + "-- ";
    }

    public void line(String line) {
        text.append(prefix).append(printable(line)).append('\n');
    }

    public void blank() {
        line("");
    }

    /** Lines that belong together, after a blank one; nothing if there are none. */
    void paragraph(List<String> together) {
        if (!together.isEmpty()) {
            blank();
            together.forEach(this::line);
        }
    }

    /** As Memcheck marks what tells of its working and not of the program. */
    void debug(String line) {
        text.append(debugPrefix).append(line).append('\n');
    }

    /** Without a prefix; as a user copies it. */
    void plain(String wholeLines) {
        text.append(wholeLines);
    }

    /** A question, behind which the answer is typed. */
    void question(String words) {
        text.append(prefix).append(words);
    }

    public String text() {
        return text.toString();
    }

    /** The text so far, which is then no longer part of the text. */
    String taken() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    /** What a process's output opens with. */
    public void title(List<String> command) {
        line("Tidemark " + Version.NUMBER + ", a native heap leak checker");
        line("Command: " + commandText(command));
    }

    /** As Memcheck does: a backslash before blanks and backslashes keeps the arguments apart. */
    public static String commandText(List<String> command) {
        StringBuilder joined = new StringBuilder();
        for (String argument : command) {
            joined.append(joined.isEmpty() ? "" : " ");
            joined.append(argument.replace("\\", "\\\\").replace(" ", "\\ ").replace("\n", "\\n"));
        }
        return joined.toString();
    }

    /** Names and arguments can hold anything; none is to begin a line of its own or to tell the terminal what to do. */
    private static String printable(String line) {
        StringBuilder printable = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (Character.isISOControl(letter)) {
                printable.append("\\x").append(HexFormat.of().toHexDigits((byte) letter));
            } else {
                printable.append(letter);
            }
        }
        return printable.toString();
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
