package tidemark.symbolise.dwarf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Our answers and those of the other tools, for the same addresses. */
final class Comparison {
    private final List<Long> addresses;
    private final List<List<Place>> ours = new ArrayList<>();
    private final Map<OtherTool, List<List<Place>>> theirs = new EnumMap<>(OtherTool.class);

    Comparison(Answers answers, Path file, List<Long> addresses, Set<OtherTool> tools) {
        this.addresses = addresses;
        for (long address : addresses) {
            ours.add(answers.comparable(answers.at(address), address));
        }
        for (OtherTool tool : tools) {
            List<List<Place>> places = tool.places(file, addresses);
            List<List<Place>> comparable = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                comparable.add(answers.comparable(places.get(i), addresses.get(i)));
            }
            theirs.put(tool, comparable);
        }
    }

    List<List<Place>> theirs(OtherTool tool) {
        return Objects.requireNonNull(theirs.get(tool));
    }

    /** At how many addresses we agree with a tool about every function, file and line. */
    int agreement(OtherTool tool) {
        return equal(ours, theirs(tool));
    }

    int agreement(OtherTool one, OtherTool other) {
        return equal(theirs(one), theirs(other));
    }

    private static int equal(List<List<Place>> one, List<List<Place>> other) {
        int equal = 0;
        for (int i = 0; i < one.size(); i++) {
            equal += one.get(i).equals(other.get(i)) ? 1 : 0;
        }
        return equal;
    }

    /** How many addresses there are of each difference. */
    Map<Difference, Integer> differences(OtherTool tool) {
        Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).equals(theirs(tool).get(i))) {
                counts.merge(Difference.of(ours.get(i), theirs(tool).get(i)), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** The differences, with the first of those that have no known reason. */
    String text(OtherTool tool) {
        StringBuilder text = new StringBuilder(tool + " " + differences(tool));
        int left = 5;
        for (int i = 0; i < ours.size() && left > 0; i++) {
            List<Place> other = theirs(tool).get(i);
            if (!ours.get(i).equals(other) && Difference.of(ours.get(i), other) == Difference.UNEXPLAINED) {
                text.append("\n0x%x\n  Tidemark %s\n  %s %s".formatted(addresses.get(i), ours.get(i), tool, other));
                left--;
            }
        }
        return text.toString();
    }
}
