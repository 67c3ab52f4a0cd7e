package tidemark.suppression;

import java.util.List;
import java.util.Set;

/**
 * An entry of a suppression file: errors of these kinds whose call paths begin, at the allocation or at the wrong free, as the locations say. Two entries are
 * two, however alike.
 */
public final class Suppression {
    private final String name;
    private final String file;
    private final int line;
    private final Set<ErrorKind> kinds;
    private final List<Location> locations;

    Suppression(String name, String file, int line, Set<ErrorKind> kinds, List<Location> locations) {
        this.name = name;
        this.file = file;
        this.line = line;
        this.kinds = Set.copyOf(kinds);
        this.locations = List.copyOf(locations);
    }

    Set<ErrorKind> kinds() {
        return kinds;
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
