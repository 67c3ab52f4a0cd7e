package tidemark.cli;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The options about blocks, as they are read: a later one overrides an earlier one. */
final class HeapOptions {
    private static final int MOST_FREED_PATHS = 10_000_000;

    /** Memcheck's default. */
    private static final int USUAL_FREELIST_BYTES = 20_000_000;

    private static final int MOST_FREELIST_BYTES = 999_999_999;

    private Optional<String> clearedBlocks = Optional.empty();
    private OptionalLong freelistBytes = OptionalLong.empty();
    private OptionalInt freedPaths = OptionalInt.empty();

    /** @throws UsageException naming the value that cannot be used, and what can */
    void apply(Option option, String argument, String value) throws UsageException {
        if (option == Option.CLEAR_BLOCKS) {
            clearedBlocks = Optional.of(clearedBlocks(argument, value));
        } else if (option == Option.FREELIST_VOL) {
            freelistBytes = OptionalLong.of(freelistBytes(argument, value));
        } else if (option == Option.EXACT) {
            exact(OptionParser.yes(argument, value));
        } else {
            freedPaths = OptionalInt.of(OptionParser.number(argument, value, 0, MOST_FREED_PATHS));
        }
    }

    HeapHandling handling() {
        return new HeapHandling(clearedBlocks, freelistBytes, freedPaths);
    }

    private static String clearedBlocks(String argument, String value) throws UsageException {
        if (!value.equals("all") && !value.equals("no") && !OptionParser.digitsOnly(value)) {
            throw OptionParser.bad(argument + ": the value must be all, no or a number of bytes from 0 to 999999999");
        }
        return value;
    }

    private static long freelistBytes(String argument, String value) throws UsageException {
        return value.equals(Option.FREELIST_VOL.name)
                ? USUAL_FREELIST_BYTES
                : OptionParser.number(argument, value, 0, MOST_FREELIST_BYTES);
    }

    private void exact(boolean wanted) {
        clearedBlocks = wanted ? Optional.of("all") : Optional.empty();
        freelistBytes = wanted ? OptionalLong.of(USUAL_FREELIST_BYTES) : OptionalLong.empty();
    }
}
