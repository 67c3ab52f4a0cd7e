package tidemark.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Processes that went before they could be checked, of which there is no more to say: one line for all that went alike. */
final class Departures {
    /** How processes went. */
    enum Way {
        KILLED(
                "processes were killed while they were being checked, as a shell or a pool does with its workers when it ends;"
                        + " what they leaked is not known"),
        /** That what came then was never heard of can have several reasons. */
        OTHER_PROGRAM(
                "processes became other programs (exec) that Tidemark's agent was not loaded in (linked statically, for"
                        + " instance), or were ended while these started");

        private final String sentence;

        Way(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    private static final int LISTED = 20;

    private final Map<Way, List<Integer>> pids = new EnumMap<>(Way.class);

    void add(Way way, int pid) {
        pids.computeIfAbsent(way, _ -> new ArrayList<>()).add(pid);
    }

    /** What is to be said of those since the last call. */
    List<String> take() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Way, List<Integer>> entry : pids.entrySet()) {
            lines.add("NOT CHECKED: " + entry.getKey().sentence() + ": " + listed(entry.getValue()));
        }
        pids.clear();
        return lines;
    }

    private static String listed(List<Integer> pids) {
        StringBuilder text = new StringBuilder();
        for (int pid : pids.subList(0, Math.min(LISTED, pids.size()))) {
            text.append(text.isEmpty() ? "" : ", ").append(pid);
        }
        return text + (pids.size() > LISTED ? " and %,d others".formatted(pids.size() - LISTED) : "");
    }
}
