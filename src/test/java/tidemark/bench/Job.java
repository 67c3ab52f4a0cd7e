package tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tool is to run: a program, measured by {@code bench/measure.c}, in a folder of its own.
 *
 * @param folder the working directory, also for what the tool writes
 * @param program the command, with everything filled in
 */
record Job(Folders folders, Path folder, List<String> program, int limitSeconds) {
    /** Where the measurement that counts is written. */
    Path measured() {
        return folder.resolve("measured");
    }

    /** Tidemark's preloaded {@code held.c} writes here. */
    Path held() {
        return folder.resolve("held");
    }

    Path peakHeap() {
        return folder.resolve("peak-heap");
    }

    /** Cachegrind's logs, one for each process, begin so. */
    Path counted() {
        return folder.resolve("counted");
    }

    Job running(List<String> command) {
        return new Job(folders, folder, command, limitSeconds);
    }

    /** The program, measured. */
    List<String> command(String... options) {
        return measured(measured(), List.of(options));
    }

    /**
     * The program inside something that measures it there, and that has the time limit. What it takes outside counts only for whole commands.
     */
    List<String> inside(List<String> outer, String... options) {
        List<String> all = new ArrayList<>();
        all.add(folders.measure().toString());
        all.add(limit());
        all.add(folder.resolve("outside").toString());
        all.addAll(outer);
        all.add(folders.measure().toString());
        all.addAll(List.of(options));
        all.add(measured().toString());
        all.addAll(program);
        return all;
    }

    private List<String> measured(Path result, List<String> options) {
        List<String> all = new ArrayList<>();
        all.add(folders.measure().toString());
        all.add(limit());
        all.addAll(options);
        all.add(result.toString());
        all.addAll(program);
        return all;
    }

    private String limit() {
        return "--limit=" + limitSeconds;
    }

    /** The program under Cachegrind, which counts the instructions of the program and of what is preloaded into it. */
    Job counting() {
        List<String> all = new ArrayList<>(List.of(
                "valgrind",
                "--tool=cachegrind",
                "--cache-sim=no",
                "--trace-children=yes",
                "--cachegrind-out-file=/dev/null",
                "--log-file=" + counted() + ".%p"));
        all.addAll(program);
        return running(all);
    }
}
