package tidemark.programs;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a stack in a report. {@code module} is empty where Memcheck names a source line instead, {@code function} is {@code ?} where
 * there is no name (Memcheck: {@code ???}; Tidemark: {@code module+0xoffset}).
 */
record StackFrame(long address, String function, String module, boolean unloaded) {
    static final String UNNAMED = "?";

    private static final Pattern LINE = Pattern.compile(
            "(?:at|by) 0x([0-9A-Fa-f]+): (.*?)(?: \\((in )?((?:[^()]|\\(deleted\\))*)\\))?(?: \\[(unloaded)])?");
    private static final Pattern OFFSET_IN_MODULE = Pattern.compile("[^ ]+\\+0x[0-9a-f]+");
    private static final Set<String> ALLOCATORS = Set.of(
            "malloc",
            "calloc",
            "realloc",
            "reallocarray",
            "memalign",
            "posix_memalign",
            "aligned_alloc",
            "valloc",
            "pvalloc");

    static boolean startsFrame(String line) {
        return line.startsWith("at 0x") || line.startsWith("by 0x");
    }

    static StackFrame parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a frame: " + line);
        }
        String module = matcher.group(3) == null ? "" : matcher.group(4);
        return new StackFrame(
                Long.parseUnsignedLong(matcher.group(1), 16),
                plainName(matcher.group(2)),
                module,
                matcher.group(5) != null);
    }

    /** Without the symbol's version: Memcheck writes {@code dlopen@@GLIBC_2.34}. */
    private static String plainName(String name) {
        if (name.equals("???") || OFFSET_IN_MODULE.matcher(name).matches()) {
            return UNNAMED;
        }
        int version = name.indexOf('@');
        return version > 0 ? name.substring(0, version) : name;
    }

    boolean allocates() {
        return ALLOCATORS.contains(function) || function.startsWith("operator new");
    }

    boolean named() {
        return !function.equals(UNNAMED);
    }

    boolean ownProgram() {
        return module.startsWith(Programs.FOLDER.toString());
    }
}
