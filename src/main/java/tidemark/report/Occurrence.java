package tidemark.report;

import tidemark.snapshot.ProcessIdentity;

/**
 * In which processes something was found.
 *
 * @param processes how many, at least 1; a process that becomes another program is another one
 * @param first where it was found first, and where examples come from
 */
record Occurrence(int processes, ProcessIdentity first) {
    private static final int LONGEST_COMMAND = 120;

    Occurrence plus(Occurrence later) {
        return new Occurrence(processes + later.processes, first);
    }

    /** Below a record of a report about several processes. */
    String line() {
        return processes == 1
                ? "   (in " + named(first) + ")"
                : "   (in " + PrefixedLines.grouped(processes) + " processes, first in " + named(first) + ")";
    }

    /** Its pid, and the beginning of its command. */
    static String named(ProcessIdentity process) {
        String command = PrefixedLines.commandText(process.command());
        String shown = command.length() > LONGEST_COMMAND ? command.substring(0, LONGEST_COMMAND) + "..." : command;
        return "process " + process.pid() + ": " + (shown.isEmpty() ? "(not known)" : shown);
    }
}
