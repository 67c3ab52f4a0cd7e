package tidemark.suppression;

import java.util.List;

/** A line of a suppression that stands for functions of the call path. */
sealed interface Location {
    /** Valgrind's {@code fun:}. */
    record Function(Wildcards name) implements Location {}

    /** Valgrind's {@code obj:}. */
    record Module(Wildcards path) implements Location {}

    /**
     * Valgrind's {@code src:}.
     *
     * @param file the file's name or its whole path
     * @param line 0 stands for any
     */
    record Source(Wildcards file, int line) implements Location {
        private boolean stands(Site site) {
            return (line == 0 || line == site.line())
                    && anyMatches(
                            file,
                            List.of(
                                    site.file(),
                                    site.file().substring(site.file().lastIndexOf('/') + 1)));
        }
    }

    /** LeakSanitizer's: part of the module's path, of the function's readable name or of the source file's path. */
    record AnyName(Wildcards part) implements Location {}

    /** Valgrind's three dots: any number of functions, also none. */
    record AnyNumber() implements Location {}

    /** Whether it stands for exactly this function; never for {@link AnyNumber}, which stands for no one function. */
    default boolean matches(Site site) {
        return switch (this) {
            case Function function -> anyMatches(function.name, site.symbols());
            case Module module -> module.path.matches(site.object());
            case Source source -> source.stands(site);
            case AnyName any -> anyMatches(any.part, List.of(site.object(), site.function(), site.file()));
            case AnyNumber _ -> false;
        };
    }

    private static boolean anyMatches(Wildcards pattern, List<String> names) {
        for (String name : names) {
            if (!name.isEmpty() && pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }
}
