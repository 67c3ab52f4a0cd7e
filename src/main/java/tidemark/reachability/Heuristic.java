package tidemark.reachability;

import java.util.EnumSet;
import java.util.Set;

/**
 * A shape of block to whose middle a compiler or library keeps the only pointer, which then counts as one to the start: Memcheck's four
 * ("--leak-check-heuristics" in its manual), in the order in which they are tried, and one that it does not need, since it has libc free its own memory.
 */
public enum Heuristic {
    /** A std::string of before C++11: length, capacity, reference count, then the text, which is pointed at. */
    STD_STRING("stdstring"),
    /** The length of the rest in 64 bits, then the rest, which is pointed at: SQLite's blocks. */
    LENGTH64("length64"),
    /** An array of objects with a destructor: their number, then the first, which is pointed at. */
    NEW_ARRAY("newarray"),
    /** An object with several base classes, pointed at as one of the further ones: a pointer to a virtual table is at either place. */
    MULTIPLE_INHERITANCE("multipleinheritance"),
    /** A node of glibc's tsearch, in whose tree setenv keeps values: the pointer's lowest bit is the colour of the node that it stands in. */
    TSEARCH("tsearch");

    public static final Set<Heuristic> ALL = Set.copyOf(EnumSet.allOf(Heuristic.class));

    private final String word;

    Heuristic(String word) {
        this.word = word;
    }

    /** As options and reports call it. */
    public String word() {
        return word;
    }
}
