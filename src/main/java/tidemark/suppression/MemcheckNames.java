package tidemark.suppression;

import java.util.List;
import java.util.Optional;

/**
 * Where Memcheck's call paths differ from Tidemark's, as seen in Valgrind 3.19 of Debian 12 and 3.24 of Debian 13. Suppressions that either generated are to be
 * understood by both.
 *
 * <ul>
 *   <li>Its realloc is malloc for a null pointer, its posix_memalign calls its memalign, and in its stripped library other functions
 *       lie behind memalign's name.
 *   <li>It has no clone3 (which glibc's debug file of Debian 13 calls __clone3), so that threads begin in clone.
 *   <li>It does not stand between a program and dlclose, as Tidemark's agent does.
 * </ul>
 */
final class MemcheckNames {
    private MemcheckNames() {}

    /** The allocation function, which is the first of a call path, with all names that Memcheck may have for it. */
    static Site ofAllocator(Site allocator) {
        String symbol = allocator.symbols().getFirst();
        return switch (symbol) {
            case "realloc" -> named(allocator, symbol, "malloc");
            case "reallocarray" -> named(allocator, symbol, "realloc", "malloc");
            case "aligned_alloc", "valloc", "pvalloc" -> named(allocator, symbol, "memalign");
            default -> allocator;
        };
    }

    /** What stands in Memcheck's call paths before the allocation function. */
    static Optional<Site> beneathAllocator(Site allocator) {
        boolean has = allocator.symbols().getFirst().equals("posix_memalign");
        return has ? Optional.of(named(allocator, "memalign")) : Optional.empty();
    }

    /** Another function with all names that Memcheck may have for it. */
    static Site of(Site site) {
        String symbol = site.symbols().getFirst();
        return isClone3(symbol) ? named(site, symbol, "clone") : site;
    }

    private static Site named(Site site, String... symbols) {
        return new Site(List.of(symbols), site.function(), site.object(), site.file(), site.line());
    }

    /** The lines that stand for the allocation function in both tools' call paths. */
    static List<String> allocatorLines(String symbol) {
        return switch (symbol) {
            case "posix_memalign" -> List.of("...", "fun:posix_memalign");
            case "realloc", "reallocarray" -> List.of("fun:*alloc*");
            case "aligned_alloc", "valloc", "pvalloc" -> List.of("fun:*al*");
            default -> List.of("fun:" + symbol);
        };
    }

    /** The line that stands for another function in both tools' call paths. */
    static String line(String symbol) {
        return isClone3(symbol) ? "fun:clone*" : "fun:" + symbol;
    }

    private static boolean isClone3(String symbol) {
        return symbol.equals("clone3") || symbol.equals("__clone3");
    }
}
