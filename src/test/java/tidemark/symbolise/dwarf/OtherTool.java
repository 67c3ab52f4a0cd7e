package tidemark.symbolise.dwarf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tidemark.symbolise.elf.Command;

/** The programs of other authors that do the same. */
enum OtherTool {
    LLVM("llvm-symbolizer --no-demangle -e"),
    BINUTILS("addr2line -a -f -i -e"),
    ELFUTILS("eu-addr2line -a -f -i -e");

    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+");

    /** elfutils 0.192 ends with 1 if it knows nothing of the last address. */
    private static final List<String> OR_STATUS_1 = List.of("sh", "-c", "\"$@\" || test $? = 1", "sh");

    private final String command;

    OtherTool(String command) {
        this.command = command;
    }

    /** By address: innermost first. */
    List<List<Place>> places(Path file, List<Long> addresses) {
        StringBuilder input = new StringBuilder();
        for (long address : addresses) {
            input.append("0x").append(Long.toHexString(address)).append('\n');
        }
        List<String> words = new ArrayList<>(this == ELFUTILS ? OR_STATUS_1 : List.of());
        words.addAll(List.of((command + " " + file).split(" ", -1)));
        String output = Command.runWithInput(input.toString(), words.toArray(String[]::new));
        List<List<Place>> places = this == LLVM ? paragraphs(output) : afterAddresses(output);
        if (places.size() != addresses.size()) {
            throw new AssertionError(this + " answers " + places.size() + " of " + addresses.size());
        }
        return places;
    }

    private static List<List<Place>> paragraphs(String output) {
        List<List<Place>> all = new ArrayList<>();
        for (String paragraph : output.strip().split("\n\n", -1)) {
            all.add(pairs(paragraph.lines().toList()));
        }
        return all;
    }

    private static List<List<Place>> afterAddresses(String output) {
        List<List<String>> groups = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (ADDRESS.matcher(line).matches()) {
                groups.add(new ArrayList<>());
            } else {
                groups.getLast().add(line);
            }
        }
        return groups.stream().map(OtherTool::pairs).toList();
    }

    private static List<Place> pairs(List<String> lines) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            // elfutils adds to an inlined function's name into what it was inlined.
            places.add(Place.of(lines.get(i).replaceFirst(" inlined (in|at) .*", ""), lines.get(i + 1)));
        }
        return places;
    }
}
