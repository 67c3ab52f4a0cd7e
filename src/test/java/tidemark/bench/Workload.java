package tidemark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program of ours, or one of Debian's with a script of ours. In its commands {@code {size}}, {@code {workloads}}, {@code {products}}, {@code {run}}
 * and {@code {java}} stand for the size's number, the folders of {@link Folders} and the JVM.
 *
 * @param sizes one word for each {@link Size}
 * @param environment assignments NAME=VALUE
 * @param preparation run before each run, not measured; may be empty
 * @param result a command that prints what the workload made, if it does not print it itself; may be empty
 * @param packages the Debian packages that it needs
 */
record Workload(
        String name,
        String what,
        List<String> command,
        Map<Size, String> sizes,
        List<String> environment,
        List<String> preparation,
        List<String> result,
        List<String> packages,
        Work work,
        Kind kind) {
    /** Where most of the work is done. */
    enum Work {
        FIRST_PROCESS,
        CHILDREN
    }

    enum Kind {
        /** One of those whose geometric mean is printed. */
        TYPICAL,
        SPECIAL,
        /** Too short for anything but the whole command's time. */
        WHOLE_COMMAND
    }

    Workload(String name, Kind kind, String what, List<String> command, String full, String reduced, String tiny) {
        this(
                name,
                what,
                command,
                Map.of(Size.FULL, full, Size.REDUCED, reduced, Size.TINY, tiny),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Work.FIRST_PROCESS,
                kind);
    }

    Workload with(String assignment) {
        List<String> assignments = new ArrayList<>(environment);
        assignments.add(assignment);
        return new Workload(name, what, command, sizes, assignments, preparation, result, packages, work, kind);
    }

    Workload needs(String... names) {
        return new Workload(name, what, command, sizes, environment, preparation, result, List.of(names), work, kind);
    }

    Workload preparedBy(List<String> words) {
        return new Workload(name, what, command, sizes, environment, words, result, packages, work, kind);
    }

    Workload resultOf(List<String> words) {
        return new Workload(name, what, command, sizes, environment, preparation, words, packages, work, kind);
    }

    Workload inChildren() {
        return new Workload(
                name, what, command, sizes, environment, preparation, result, packages, Work.CHILDREN, kind);
    }

    /** The words with everything filled in. */
    List<String> filled(List<String> words, Size size, Folders folders) {
        return words.stream()
                .map(word -> folders.filled(word).replace("{size}", sizes.getOrDefault(size, "")))
                .toList();
    }
}
