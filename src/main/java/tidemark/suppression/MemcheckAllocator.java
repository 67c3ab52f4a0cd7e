package tidemark.suppression;

import java.util.List;
import java.util.Optional;

/**
 * What Memcheck's call paths begin with where Tidemark's begin with the function that the program called: its realloc is malloc for a null
 * pointer, its posix_memalign calls its memalign, and in its stripped library other functions lie behind memalign's name (seen in Valgrind
 * 3.19 of Debian 12).
 */
final class MemcheckAllocator {
    private MemcheckAllocator() {}

    /** The allocation function with all names that it can have in a suppression that Memcheck generated. */
    static Site seenBy(Site allocator) {
        String symbol = allocator.symbols().getFirst();
        return switch (symbol) {
            case "realloc" -> named(allocator, symbol, "malloc");
            case "reallocarray" -> named(allocator, symbol, "realloc", "malloc");
            case "aligned_alloc", "valloc", "pvalloc" -> named(allocator, symbol, "memalign");
            default -> allocator;
        };
    }

    private static Site named(Site allocator, String... symbols) {
        return new Site(List.of(symbols), allocator.function(), allocator.object(), allocator.file(), allocator.line());
    }

    /** What stands in Memcheck's call paths before the allocation function. */
    static Optional<Site> beneath(Site allocator) {
        boolean has = allocator.symbols().getFirst().equals("posix_memalign");
        return has ? Optional.of(new Site(List.of("memalign"), "", allocator.object(), "", 0)) : Optional.empty();
    }

    /** The lines for an allocation function in a suppression that Memcheck understands as well. */
    static List<String> lines(String symbol) {
        return switch (symbol) {
            case "posix_memalign" -> List.of("...", "fun:posix_memalign");
            case "realloc", "reallocarray" -> List.of("fun:*alloc*");
            case "aligned_alloc", "valloc", "pvalloc" -> List.of("fun:*al*");
            default -> List.of("fun:" + symbol);
        };
    }
}
