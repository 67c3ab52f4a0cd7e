package tidemark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidemark.snapshot.ProcessIdentity;

/** Sentences, each with the processes of which it is true. */
final class ProcessRemarks {
    private static final int LISTED = 20;

    private final Map<String, List<String>> processes = new LinkedHashMap<>();
    private int count;

    /** @param more what is told of this process alone; may be empty */
    void add(String sentence, ProcessIdentity process, String more) {
        processes
                .computeIfAbsent(sentence, _ -> new ArrayList<>())
                .add("   " + Occurrence.named(process) + (more.isEmpty() ? "" : "; " + more));
        count++;
    }

    /** How often something was said of a process. */
    int count() {
        return count;
    }

    /** Each sentence above the first of its processes. */
    List<String> lines(ReportStyle.Detail detail) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : processes.entrySet()) {
            List<String> of = entry.getValue();
            int listed = detail == ReportStyle.Detail.VERBOSE ? of.size() : Math.min(LISTED, of.size());
            lines.add(entry.getKey() + (entry.getKey().endsWith(":") ? "" : ":"));
            lines.addAll(of.subList(0, listed));
            if (listed < of.size()) {
                lines.add("   (and " + PrefixedLines.grouped(of.size() - listed) + " other processes; -v lists all)");
            }
        }
        return lines;
    }
}
