package tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Memcheck's options that Tidemark does not have. Those that would not change its report have no effect and say why; those that would are
 * refused, since a report that is other than asked for is worse than none. A row's names stand for all their values, unless the row
 * gives the values.
 */
final class ForeignOptions {
    private static final String ACCESSES = "only leaks are looked for, not wrong memory accesses";
    private static final String PROCESSOR = "the program runs on the processor itself, not in an emulator";
    private static final String VALGRIND = "it is about Valgrind's own working";
    private static final String NOT_BUILT = "is not built yet";

    private static final String[] SO_ANYWAY = {
        "--xml=no",
        "--track-fds=no",
        "--xtree-memory=none",
        "--xtree-leak=no",
        "--allow-mismatched-debuginfo=no",
        "--modify-fds=no",
        "--realloc-zero-bytes-frees=yes"
    };

    /** Options of one reason. An entry that ends in '=' takes any value, in '*' any rest of the name; others are exact. */
    private record Row(String reason, List<String> entries) {
        Row(String reason, String... entries) {
            this(reason, List.of(entries));
        }

        boolean covers(String argument) {
            for (String entry : entries) {
                boolean open = entry.endsWith("=") || entry.endsWith("*");
                String start = entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry;
                if (open ? argument.startsWith(start) : argument.equals(entry)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Row> WITHOUT_EFFECT = List.of(
            new Row(
                    ACCESSES,
                    "--undef-value-errors=",
                    "--track-origins=",
                    "--partial-loads-ok=",
                    "--expensive-definedness-checks=",
                    "--freelist-big-blocks=",
                    "--workaround-gcc296-bugs=",
                    "--ignore-ranges=",
                    "--ignore-range-below-sp=",
                    "--keep-stacktraces=",
                    "--show-realloc-size-zero=",
                    "--redzone-size=",
                    "--alignment=",
                    "--malloc-fill=",
                    "--free-fill=",
                    "--max-stackframe=",
                    "--main-stacksize="),
            new Row(
                    PROCESSOR,
                    "--smc-check=",
                    "--vex-*",
                    "--px-default=",
                    "--px-file-backed=",
                    "--sim-hints=",
                    "--fair-sched=",
                    "--kernel-variant=",
                    "--num-transtab-sectors=",
                    "--avg-transtab-entry-size=",
                    "--aspace-minaddr=",
                    "--valgrind-stacksize=",
                    "--show-emwarns=",
                    "--sigill-diagnostics=",
                    "--unw-stack-scan-thresh=",
                    "--unw-stack-scan-frames=",
                    "--resync-filter=",
                    "--max-threads=",
                    "--scheduling-quantum="),
            new Row("the names of unloaded modules are always kept", "--keep-debuginfo="),
            new Row("a leak's report names no variables", "--read-var-info="),
            new Row("there is no gdb server", "--vgdb=", "--vgdb-*"),
            new Row("a forked child writes nothing before it ends", "--child-silent-after-fork="),
            new Row("a report is written at once, when the process has ended", "--time-stamp="),
            new Row("there is no limit on the number of loss records", "--error-limit="),
            new Row("there are no default suppressions", "--default-suppressions="),
            new Row("it asks for what is so anyway", SO_ANYWAY),
            new Row("open descriptors are not reported", "--track-fds="),
            new Row("the program gets the descriptors that the kernel chooses", "--modify-fds="),
            new Row("the xtree format is not written", "--xtree-*"),
            new Row("the program calls its own realloc", "--realloc-zero-bytes-frees="),
            new Row("what stands in for malloc is found without it", "--soname-synonyms="),
            new Row("symbols are not asked for before they are needed", "--require-text-symbol="),
            new Row("Valgrind's own server is not asked; set DEBUGINFOD_URLS", "--debuginfo-server="),
            new Row("other debug files than the module's own are not read", "--allow-mismatched-debuginfo="),
            new Row(
                    VALGRIND,
                    "-d",
                    "--stats=",
                    "--sanity-level=",
                    "--trace-flags=",
                    "--profile-*",
                    "--trace-notbelow=",
                    "--trace-notabove=",
                    "--trace-syscalls=",
                    "--trace-signals=",
                    "--trace-symtab=",
                    "--trace-symtab-patt=",
                    "--trace-cfi=",
                    "--trace-redir=",
                    "--trace-sched=",
                    "--trace-malloc=",
                    "--core-redzone-size=",
                    "--wait-for-gdb=",
                    "--progress-interval=",
                    "--command-line-only=",
                    "--input-fd=",
                    "--dsymutil="));

    private static final List<Row> REFUSED = List.of(
            new Row("XML output " + NOT_BUILT, "--xml=", "--xml-*"),
            new Row("writing to a socket " + NOT_BUILT + "; use --log-file=FILE", "--log-socket="));

    private ForeignOptions() {}

    /** The tools of Valgrind 3.19 but Memcheck; an option can have a tool's name in front and is then for that tool alone. */
    private static final Set<String> OTHER_TOOLS =
            Set.of("cachegrind", "callgrind", "helgrind", "drd", "massif", "dhat", "lackey", "none", "exp-bbv");

    private static final String MEMCHECK = "--memcheck:";

    /** The option without Memcheck's name in front of it. */
    static String withoutTool(String argument) {
        return argument.startsWith(MEMCHECK) ? "--" + argument.substring(MEMCHECK.length()) : argument;
    }

    private static boolean isForOtherTool(String argument) {
        int colon = argument.indexOf(':');
        return colon > 2 && OTHER_TOOLS.contains(argument.substring(2, colon));
    }

    /**
     * The option with the reason why it has no effect.
     *
     * @throws UsageException if the option would change the report, or is not known to Memcheck either
     */
    static String reasonForNoEffect(String argument) throws UsageException {
        if (isForOtherTool(argument)) {
            return argument + ": it is for another tool";
        }
        for (Row row : WITHOUT_EFFECT) {
            if (row.covers(argument)) {
                return argument + ": " + row.reason;
            }
        }
        for (Row row : REFUSED) {
            if (row.covers(argument)) {
                throw new UsageException(UsageException.BAD_OPTIONS, argument + ": " + row.reason);
            }
        }
        throw new UsageException(UsageException.BAD_OPTIONS, unknown(argument));
    }

    private static String unknown(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        for (Option option : Option.values()) {
            if (option.name.equals(name)) {
                return argument + (option.flag ? ": takes no value" : ": needs a value, as in " + name + "=VALUE");
            }
        }
        return argument + ": unknown option; the nearest is " + NearestName.to(name, names())
                + " (tidemark --help tells all)";
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Option option : Option.values()) {
            if (option != Option.SNAPSHOT) {
                names.add(option.name);
            }
        }
        for (Row row : WITHOUT_EFFECT) {
            for (String entry : row.entries) {
                if (entry.startsWith("--") && entry.endsWith("=")) {
                    names.add(entry.substring(0, entry.length() - 1));
                }
            }
        }
        return names;
    }
}
