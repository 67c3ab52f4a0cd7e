package tidemark.suppression;

import java.util.List;
import java.util.Set;
import tidemark.reachability.Verdict;

/**
 * An entry of a suppression file: blocks of these verdicts whose call paths begin, at the allocation, as the locations say. Two entries are
 * two, however alike.
 */
public final class Suppression {
    private final String name;
    private final String file;
    private final int line;
    private final Set<Verdict> verdicts;
    private final List<Location> locations;

    Suppression(String name, String file, int line, Set<Verdict> verdicts, List<Location> locations) {
        this.name = name;
        this.file = file;
        this.line = line;
        this.verdicts = Set.copyOf(verdicts);
        this.locations = List.copyOf(locations);
    }

    Set<Verdict> verdicts() {
        return verdicts;
    }

    List<Location> locations() {
        return locations;
    }

    /** Its name, and where it stands: the file as the user named it, and the line of the name. */
    @Override
    public String toString() {
        return name + " " + file + ":" + line;
    }
}
