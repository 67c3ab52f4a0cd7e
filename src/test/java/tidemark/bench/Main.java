package tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words behind {@code ./build bench}; {@code ./build help} tells them. Runs in the checkout's folder. */
public final class Main {
    private static final Path PUBLISHED = Path.of("bench", "results.tsv");
    private static final Path PAGE = Path.of("bench", "RESULTS.md");

    private final Folders folders = Folders.here();

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            System.exit(new Main().obey(List.of(arguments)));
        } catch (BenchException e) {
            say(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private int obey(List<String> arguments) throws IOException, InterruptedException, BenchException {
        String word = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        return switch (word) {
            case "short" -> shortForm(rest);
            case "compare" -> compare(rest);
            case "page" -> page(rest);
            default -> {
                run(RunOptions.parse(
                        arguments, Workloads.all().stream().map(Workload::name).toList()));
                yield 0;
            }
        };
    }

    private void run(RunOptions options) throws IOException, InterruptedException, BenchException {
        InstalledTools installed = InstalledTools.find(folders, options.agents());
        installed.missing().forEach(line -> say("left out: " + line));
        List<Tool> tools = chosen(installed, options);
        List<Workload> workloads = Workloads.all().stream()
                .filter(workload -> options.only().isEmpty() || options.only().contains(workload.name()))
                .toList();
        Map<String, String> facts = Machine.facts(folders);
        facts.put(
                "rounds",
                options.rounds() + "; a tool that has taken " + options.secondsEach()
                        + " s for a workload has no further ones");
        installed.missing().forEach(line -> facts.put("left out", line));
        Schedule schedule = new Schedule(folders, workloads, tools, options.rounds(), options.secondsEach(), Main::say);
        Path output = output(options);
        Results none = new Results(facts, tested(tools), played(workloads), List.of());
        List<Sample> samples = schedule.run(soFar -> Files.writeString(output, ResultsFile.text(none.with(soFar))));
        WorkloadRun.removeAll(folders.run());
        tell(none.with(samples), output, options);
    }

    private Path output(RunOptions options) {
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss"));
        return options.output().orElse(folders.products().resolve("results-" + time + ".tsv"));
    }

    private void tell(Results results, Path output, RunOptions options) throws IOException {
        Files.writeString(output, ResultsFile.text(results));
        if (options.publish()) {
            Files.writeString(folders.home().resolve(PUBLISHED), ResultsFile.text(results));
            Files.writeString(folders.home().resolve(PAGE), ResultsPage.text(results));
        }
        System.out.print(ResultsPage.text(results));
        say("results: " + output);
    }

    private static List<Tool> chosen(InstalledTools installed, RunOptions options) throws BenchException {
        if (options.tools().isEmpty()) {
            return installed.tools();
        }
        List<String> names =
                installed.tools().stream().map(Tool::name).distinct().toList();
        RunOptions.known("--tools", options.tools(), names);
        boolean reduced = installed.tools().stream()
                .anyMatch(tool -> options.tools().contains(tool.name())
                        && tool.size() == Size.REDUCED
                        && !(tool instanceof Bare));
        return installed.tools().stream()
                .filter(tool -> tool instanceof Bare
                        ? reduced || tool.size() == Size.FULL
                        : options.tools().contains(tool.name()))
                .toList();
    }

    private static Map<String, Results.Tested> tested(List<Tool> tools) {
        Map<String, Results.Tested> tested = new LinkedHashMap<>();
        for (Tool tool : tools) {
            if (!(tool instanceof Bare)) {
                tested.put(tool.name(), new Results.Tested(tool.how(), tool.size()));
            }
        }
        return tested;
    }

    private static Map<String, Results.Played> played(List<Workload> workloads) {
        Map<String, Results.Played> played = new LinkedHashMap<>();
        for (Workload workload : workloads) {
            played.put(workload.name(), new Results.Played(workload.what(), workload.kind()));
        }
        return played;
    }

    private int page(List<String> arguments) throws IOException, BenchException {
        Path file = arguments.isEmpty() ? PUBLISHED : Path.of(arguments.getFirst());
        System.out.print(ResultsPage.text(read(file.toString())));
        return 0;
    }

    private int compare(List<String> arguments) throws IOException, BenchException {
        if (arguments.size() != 2) {
            throw new BenchException("usage: ./build bench compare FILE[:TOOL] FILE[:TOOL]");
        }
        System.out.print(
                RunComparison.text(RunComparison.lines(side(arguments.getFirst()), side(arguments.getLast()))));
        return 0;
    }

    private static RunComparison.Side side(String argument) throws IOException, BenchException {
        int colon = argument.lastIndexOf(':');
        if (colon < 0) {
            return new RunComparison.Side(read(argument), Optional.empty());
        }
        return new RunComparison.Side(read(argument.substring(0, colon)), Optional.of(argument.substring(colon + 1)));
    }

    private static Results read(String file) throws IOException, BenchException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new BenchException(file + " cannot be read");
        }
        return ResultsFile.parse(Files.readString(path));
    }

    private int shortForm(List<String> arguments) throws IOException, InterruptedException, BenchException {
        if (!arguments.isEmpty()) {
            throw new BenchException("usage: ./build bench short");
        }
        Tool peer = InstalledTools.find(folders, Map.of()).tools().stream()
                .filter(Heaptrack.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new BenchException("the short form needs a peer: apt-get install heaptrack"));
        List<String> complaints = new ShortForm(folders, peer, Main::say).run(Workloads.all());
        WorkloadRun.removeAll(folders.run());
        complaints.forEach(Main::say);
        say(complaints.isEmpty() ? "all workloads run and print what they print bare" : "the workloads do not all run");
        return complaints.isEmpty() ? 0 : 1;
    }

    private static void say(String line) {
        System.err.println("bench: " + line);
    }
}
