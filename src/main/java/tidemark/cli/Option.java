package tidemark.cli;

import org.jspecify.annotations.Nullable;

/** The options that have an effect. Each is {@code --name=value}, except the {@code flag}s, which have no value. */
enum Option {
    HELP("--help", true),
    VERSION("--version", true),
    QUIET("--quiet", true),
    VERBOSE("--verbose", true),
    LEAK_CHECK("--leak-check", false),
    SHOW_LEAK_KINDS("--show-leak-kinds", false),
    SHOW_REACHABLE("--show-reachable", false),
    SHOW_POSSIBLY_LOST("--show-possibly-lost", false),
    ERRORS_FOR_LEAK_KINDS("--errors-for-leak-kinds", false),
    NUM_CALLERS("--num-callers", false),
    SHOW_HOLDERS("--show-holders", false),
    TOP_HOLDERS("--top-holders", false),
    LEAK_CHECK_HEURISTICS("--leak-check-heuristics", false),
    LEAK_RESOLUTION("--leak-resolution", false),
    CHECK_SHOWS("--check-shows", false),
    MERGE_RECURSIVE_FRAMES("--merge-recursive-frames", false),
    SYM_OFFSETS("--sym-offsets", false),
    SHOW_BELOW_MAIN("--show-below-main", false),
    SHOW_MISMATCHED_FREES("--show-mismatched-frees", false),
    SUPPRESSIONS("--suppressions", false),
    GEN_SUPPRESSIONS("--gen-suppressions", false),
    SHOW_ERROR_LIST("--show-error-list", false),
    READ_INLINE_INFO("--read-inline-info", false),
    FULLPATH_AFTER("--fullpath-after", false),
    ERROR_EXITCODE("--error-exitcode", false),
    ERROR_MARKERS("--error-markers", false),
    EXIT_ON_FIRST_ERROR("--exit-on-first-error", false),
    LOG_FILE("--log-file", false),
    LOG_FD("--log-fd", false),
    TRACE_CHILDREN("--trace-children", false),
    TRACE_CHILDREN_SKIP("--trace-children-skip", false),
    TRACE_CHILDREN_SKIP_BY_ARG("--trace-children-skip-by-arg", false),
    MERGE_CHILDREN("--merge-children", false),
    WAIT_FOR_CHILDREN("--wait-for-children", false),
    CHECK_AT_EXEC("--check-at-exec", false),
    RUN_LIBC_FREERES("--run-libc-freeres", false),
    RUN_CXX_FREERES("--run-cxx-freeres", false),
    IN_PLACE("--in-place", false),
    KEEP_MODULES("--keep-modules", false),
    FREED_PATHS("--freed-paths", false),
    CLEAR_BLOCKS("--clear-blocks", false),
    /** Also without a value. */
    FREELIST_VOL("--freelist-vol", false),
    EXACT("--exact", false),
    DEMANGLE("--demangle", false),
    FOLD_TEMPLATES("--fold-templates", false),
    ENABLE_DEBUGINFOD("--enable-debuginfod", false),
    EXTRA_DEBUGINFO_PATH("--extra-debuginfo-path", false),
    TOOL("--tool", false),
    /** Not in the help: writes the snapshot as text, for bug reports. */
    SNAPSHOT("--snapshot", false);

    private static final Option[] ALL = values();

    final String name;
    final boolean flag;

    Option(String name, boolean flag) {
        this.name = name;
        this.flag = flag;
    }

    /** The option that the argument spells, or null. */
    static @Nullable Option of(String argument) {
        return switch (argument) {
            case "-h" -> HELP;
            case "-q" -> QUIET;
            case "-v" -> VERBOSE;
            case "-s" -> SHOW_ERROR_LIST;
            default -> byName(argument);
        };
    }

    private static @Nullable Option byName(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        for (Option option : ALL) {
            if (option.name.equals(name) && (option.flag == (equals < 0) || option == FREELIST_VOL)) {
                return option;
            }
        }
        return null;
    }
}
