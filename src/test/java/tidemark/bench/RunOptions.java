package tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of everything is to be run.
 *
 * @param only names of workloads; empty: all
 * @param tools names of tools; empty: all
 * @param agents further columns, in order: an agent library or a checkout for each name
 * @param rounds 0: instructions are counted, and no time is measured
 * @param secondsEach what a tool may take for one workload before it is left out of further rounds
 * @param output where the results go; empty: a file named by the time
 * @param publish whether to write {@code bench/results.tsv} and {@code bench/RESULTS.md}
 */
record RunOptions(
        Set<String> only,
        Set<String> tools,
        Map<String, Path> agents,
        int rounds,
        int secondsEach,
        Optional<Path> output,
        boolean publish) {
    private static final int ROUNDS = 5;
    private static final int SECONDS_EACH = 10;

    /** @throws BenchException naming the option that cannot be used, and what can */
    static RunOptions parse(List<String> arguments, List<String> workloadNames) throws BenchException {
        Set<String> only = Set.of();
        Set<String> tools = Set.of();
        Map<String, Path> agents = new LinkedHashMap<>();
        int rounds = ROUNDS;
        int secondsEach = SECONDS_EACH;
        Optional<Path> output = Optional.empty();
        boolean publish = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            switch (name) {
                case "--only" -> only = known(argument, names(value), workloadNames);
                case "--tools" -> tools = names(value);
                case "--agent" -> addAgent(agents, argument, value);
                case "--rounds" -> rounds = number(argument, value);
                case "--seconds" -> secondsEach = number(argument, value);
                case "--output" -> output = Optional.of(Path.of(value));
                case "--publish" -> publish = true;
                default -> throw new BenchException("no such option: " + argument + "; see ./build help");
            }
        }
        if (publish && !(only.isEmpty() && tools.isEmpty())) {
            throw new BenchException("--publish is for all workloads and tools: leave out --only and --tools");
        }
        return new RunOptions(only, tools, agents, rounds, secondsEach, output, publish);
    }

    private static Set<String> names(String value) {
        return new TreeSet<>(Arrays.asList(value.split(",", -1)));
    }

    static Set<String> known(String argument, Set<String> names, List<String> all) throws BenchException {
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(all);
        if (!unknown.isEmpty()) {
            throw new BenchException(
                    argument + ": there is no " + unknown.getFirst() + ", but " + String.join(", ", all));
        }
        return names;
    }

    private static void addAgent(Map<String, Path> agents, String argument, String value) throws BenchException {
        int equals = value.indexOf('=');
        if (equals < 1 || equals == value.length() - 1) {
            throw new BenchException(argument + ": write --agent=NAME=PATH");
        }
        agents.put(value.substring(0, equals), Path.of(value.substring(equals + 1)));
    }

    private static int number(String argument, String value) throws BenchException {
        if (!value.matches("\\d{1,6}")) {
            throw new BenchException(argument + ": a number is wanted");
        }
        return Integer.parseInt(value);
    }
}
