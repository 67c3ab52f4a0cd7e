package tidemark.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Verdict;
import tidemark.report.ErrorStyle;
import tidemark.report.HolderStyle;
import tidemark.report.ReportStyle;
import tidemark.report.ReportStyleBuilder;
import tidemark.report.Shown;
import tidemark.report.SourceStyle;
import tidemark.report.Version;
import tidemark.symbolise.demangle.NameStyle;

/**
 * Reads the command line: options up to the first argument that does not begin with a dash, then the program and its arguments. A later
 * option overrides an earlier one. Written by hand because it runs before the program is started.
 */
final class OptionParser {
    /** By which name the script was called. */
    private static final String CALLED_PROPERTY = "tidemark.called";

    private static final int MOST_HOLDERS = 1_000_000;
    /** Memcheck's limit. */
    private static final int MOST_MERGED_FRAMES = ReportStyle.MOST_CALLERS;

    private static final Set<Verdict> HELD = Set.of(Verdict.STILL_REACHABLE, Verdict.POSSIBLY_LOST);

    /** The agent keeps them where no program overwrites them, with a name in front. */
    private static final int MOST_PATTERN_BYTES = 4000;

    private final Map<String, String> environment;
    private final List<String> withoutEffect = new ArrayList<>();
    private final ReportStyleBuilder style = new ReportStyleBuilder();
    private ReportStyle.Detail detail = ReportStyle.Detail.NORMAL;
    private Set<Verdict> shown = ReportStyle.DEFINITE_AND_POSSIBLE;
    private Set<Heuristic> heuristics = Heuristic.ALL;
    private final Set<KnownLibraryCalls.Library> toldApart = EnumSet.allOf(KnownLibraryCalls.Library.class);
    private Set<Verdict> chains = HolderStyle.STANDARD.chains();
    private int topHolders = HolderStyle.STANDARD.top();
    private Shown checkShows = Shown.NEW;
    private final List<String> suppressionFiles = new ArrayList<>();
    private String errorBegin = "";
    private String errorEnd = "";
    private ErrorStyle.AfterTheFirst afterTheFirst = ErrorStyle.AfterTheFirst.GO_ON;
    private NamingOptions.Servers servers = NamingOptions.Servers.ASKED;
    private SourceStyle.SymbolOffsets symbolOffsets = SourceStyle.SymbolOffsets.HIDDEN;
    private SourceStyle.InlinedCalls inlinedCalls = SourceStyle.InlinedCalls.SHOWN;
    private final List<String> pathsAfter = new ArrayList<>();
    private int errorExitCode;
    private Options.Children children = Options.Children.REPORTED;
    private Following.Reports reports = Following.Reports.ONE_EACH;
    private final HeapOptions heap = new HeapOptions();
    private String skippedNames = "";
    private String skippedArguments = "";
    private Following.AtExec atExec = Following.AtExec.NOT_CHECKED;
    private Following.AfterTheTarget after = Following.AfterTheTarget.RETURN;
    private Options.Place place = Options.Place.BELOW_THE_COMMAND;
    private Options.Modules modules = Options.Modules.UNLOADED;
    private NameStyle.Mangling mangling = NameStyle.Mangling.UNDONE;
    private NameStyle.TemplateArguments templateArguments = NameStyle.TemplateArguments.SHOWN;
    private Optional<Path> extraDebugFolder = Optional.empty();
    private Optional<LogFileName> logFile = Optional.empty();
    private Optional<String> snapshotFile = Optional.empty();

    private OptionParser(Map<String, String> environment) {
        this.environment = environment;
    }

    static Invocation parse(String[] arguments, Map<String, String> environment) throws UsageException {
        return new OptionParser(environment).parse(arguments);
    }

    private Invocation parse(String[] arguments) throws UsageException {
        int at = 0;
        while (at < arguments.length && arguments[at].startsWith("-")) {
            String argument = ForeignOptions.withoutTool(arguments[at++]);
            if (argument.equals("--")) {
                break;
            }
            Option option = Option.of(argument);
            if (option == Option.HELP) {
                return new Invocation.Show(Help.text());
            }
            if (option == Option.VERSION) {
                return new Invocation.Show(version());
            }
            if (option == null) {
                withoutEffect.add(ForeignOptions.reasonForNoEffect(argument));
            } else {
                apply(option, argument);
            }
        }
        if (at == arguments.length) {
            throw bad("no program given: tidemark [options] program [arguments]; tidemark --help tells the options");
        }
        return new Invocation.Run(options(List.of(arguments).subList(at, arguments.length)));
    }

    /** Whoever calls us by Valgrind's name wants to know which of its versions we are like. */
    private static String version() {
        boolean likeValgrind = System.getProperty(CALLED_PROPERTY, "").equals("valgrind");
        return (likeValgrind ? "valgrind-" + Version.LIKE_VALGRIND : "tidemark-" + Version.NUMBER) + "\n";
    }

    private Options options(List<String> command) {

        style.shown(shownWithLibraries())
                .detail(detail)
                .errorStyle(new ErrorStyle(errorBegin, errorEnd, afterTheFirst))
                .source(new SourceStyle(inlinedCalls, symbolOffsets, pathsAfter))
                .holders(new HolderStyle(chains, topHolders));
        NamingOptions naming = new NamingOptions(extraDebugFolder, servers, new NameStyle(mangling, templateArguments));
        return new Options(
                heuristics,
                toldApart,
                style.build(),
                checkShows,
                suppressionFiles,
                errorExitCode,
                logFile,
                new Following(children, reports, skippedNames, skippedArguments, atExec, after),
                place,
                modules,
                heap.handling(),
                naming,
                snapshotFile,
                command,
                withoutEffect);
    }

    private void apply(Option option, String argument) throws UsageException {
        String value = argument.substring(argument.indexOf('=') + 1);
        switch (option) {
            case HELP, VERSION -> throw new AssertionError(option);
            case QUIET -> detail = ReportStyle.Detail.QUIET;
            case VERBOSE -> detail = ReportStyle.Detail.VERBOSE;
            case LEAK_CHECK -> style.check(leakCheck(argument, value));
            case SHOW_LEAK_KINDS -> shown = kinds(argument, value);
            case SHOW_REACHABLE -> shown = yes(argument, value) ? ReportStyle.ALL : without(Verdict.STILL_REACHABLE);
            case SHOW_POSSIBLY_LOST ->
                shown = yes(argument, value) ? with(Verdict.POSSIBLY_LOST) : without(Verdict.POSSIBLY_LOST);
            case ERRORS_FOR_LEAK_KINDS -> style.errors(kinds(argument, value));
            case NUM_CALLERS -> style.callers(number(argument, value, 1, ReportStyle.MOST_CALLERS));
            case LEAK_CHECK_HEURISTICS -> heuristics = heuristics(argument, value);
            case SHOW_HOLDERS -> chains = yes(argument, value) ? HELD : Set.of();
            case TOP_HOLDERS -> topHolders = number(argument, value, 0, MOST_HOLDERS);
            case LEAK_RESOLUTION -> style.resolution(resolution(argument, value));
            case CHECK_SHOWS -> checkShows = checkShows(argument, value);
            case SHOW_MISMATCHED_FREES ->
                style.mismatchedFrees(
                        yes(argument, value) ? ReportStyle.MismatchedFrees.SHOWN : ReportStyle.MismatchedFrees.HIDDEN);
            case SUPPRESSIONS -> suppressionFiles.add(value);
            case GEN_SUPPRESSIONS -> style.generate(generate(argument, value));
            case SHOW_ERROR_LIST -> style.errorList(errorList(argument, value));
            case SHOW_BELOW_MAIN ->
                style.belowMain(yes(argument, value) ? ReportStyle.BelowMain.SHOWN : ReportStyle.BelowMain.HIDDEN);
            case READ_INLINE_INFO ->
                inlinedCalls = yes(argument, value) ? SourceStyle.InlinedCalls.SHOWN : SourceStyle.InlinedCalls.HIDDEN;
            case SYM_OFFSETS ->
                symbolOffsets =
                        yes(argument, value) ? SourceStyle.SymbolOffsets.SHOWN : SourceStyle.SymbolOffsets.HIDDEN;
            case MERGE_RECURSIVE_FRAMES -> style.mergedFrames(number(argument, value, 0, MOST_MERGED_FRAMES));
            case ERROR_MARKERS -> errorMarkers(argument, value);
            case EXIT_ON_FIRST_ERROR ->
                afterTheFirst = yes(argument, value) ? ErrorStyle.AfterTheFirst.STOP : ErrorStyle.AfterTheFirst.GO_ON;
            case ENABLE_DEBUGINFOD ->
                servers = yes(argument, value) ? NamingOptions.Servers.ASKED : NamingOptions.Servers.NOT_ASKED;
            case LOG_FD -> logDescriptor(argument, value);
            case FULLPATH_AFTER -> pathsAfter.add(value);
            case ERROR_EXITCODE -> errorExitCode = number(argument, value, 0, 255);
            case LOG_FILE -> logFile = Optional.of(LogFileName.parse(value, environment));
            case TRACE_CHILDREN ->
                children = yes(argument, value) ? Options.Children.REPORTED : Options.Children.IGNORED;
            case MERGE_CHILDREN ->
                reports = yes(argument, value) ? Following.Reports.ONE_FOR_ALL : Following.Reports.ONE_EACH;
            case TRACE_CHILDREN_SKIP -> skippedNames = patterns(argument, value);
            case TRACE_CHILDREN_SKIP_BY_ARG -> skippedArguments = patterns(argument, value);
            case CHECK_AT_EXEC ->
                atExec = yes(argument, value) ? Following.AtExec.CHECKED : Following.AtExec.NOT_CHECKED;
            case WAIT_FOR_CHILDREN ->
                after = yes(argument, value) ? Following.AfterTheTarget.WAIT : Following.AfterTheTarget.RETURN;
            case RUN_LIBC_FREERES -> tellApart(KnownLibraryCalls.Library.C, yes(argument, value));
            case RUN_CXX_FREERES -> tellApart(KnownLibraryCalls.Library.CXX, yes(argument, value));
            case IN_PLACE ->
                place = yes(argument, value) ? Options.Place.OF_THE_COMMAND : Options.Place.BELOW_THE_COMMAND;
            case KEEP_MODULES -> modules = yes(argument, value) ? Options.Modules.KEPT : Options.Modules.UNLOADED;
            case FREED_PATHS, CLEAR_BLOCKS, FREELIST_VOL, EXACT -> heap.apply(option, argument, value);
            case DEMANGLE -> mangling = yes(argument, value) ? NameStyle.Mangling.UNDONE : NameStyle.Mangling.KEPT;
            case FOLD_TEMPLATES ->
                templateArguments =
                        yes(argument, value) ? NameStyle.TemplateArguments.FOLDED : NameStyle.TemplateArguments.SHOWN;
            case EXTRA_DEBUGINFO_PATH -> extraDebugFolder = Optional.of(Path.of(value));
            case TOOL -> tool(argument, value);
            case SNAPSHOT -> snapshotFile = Optional.of(value);
        }
    }

    /** Who wants to be told much sees them where he sees what is reachable. */
    private Set<Verdict> shownWithLibraries() {
        boolean librariesOwn = detail == ReportStyle.Detail.VERBOSE && shown.contains(Verdict.STILL_REACHABLE);
        return librariesOwn ? with(Verdict.LIBRARYS_OWN) : shown;
    }

    private void tellApart(KnownLibraryCalls.Library library, boolean apart) {
        if (apart) {
            toldApart.add(library);
        } else {
            toldApart.remove(library);
        }
    }

    private void errorMarkers(String argument, String value) throws UsageException {
        int comma = value.indexOf(',');
        if (comma < 0) {
            throw bad(argument + ": the value must be BEGIN,END");
        }
        errorBegin = value.substring(0, comma);
        errorEnd = value.substring(comma + 1);
    }

    /** The launcher has made it our standard error. */
    private void logDescriptor(String argument, String value) throws UsageException {
        number(argument, value, 0, 999_999_999);
        logFile = Optional.empty();
    }

    private static ReportStyle.Check leakCheck(String argument, String value) throws UsageException {
        return switch (value) {
            case "no" -> ReportStyle.Check.NONE;
            case "summary" -> ReportStyle.Check.SUMMARY;
            case "yes", "full" -> ReportStyle.Check.FULL;
            default -> throw bad(argument + ": the value must be no, summary, full or yes");
        };
    }

    private static Set<Heuristic> heuristics(String argument, String value) throws UsageException {
        return switch (value) {
            case "all" -> Heuristic.ALL;
            case "none" -> Set.of();
            default -> listed(argument, value);
        };
    }

    private static Set<Heuristic> listed(String argument, String value) throws UsageException {
        Set<Heuristic> listed = EnumSet.noneOf(Heuristic.class);
        for (String word : value.split(",", -1)) {
            listed.add(heuristic(argument, word));
        }
        return listed;
    }

    private static Heuristic heuristic(String argument, String word) throws UsageException {
        for (Heuristic heuristic : Heuristic.ALL) {
            if (heuristic.word().equals(word)) {
                return heuristic;
            }
        }
        throw bad(argument + ": '" + word
                + "' is none of stdstring, length64, newarray, multipleinheritance, tsearch; or all or none alone");
    }

    /** As many frames as Memcheck compares. */
    private static int resolution(String argument, String value) throws UsageException {
        return switch (value) {
            case "low" -> 2;
            case "med" -> 4;
            case "high" -> ReportStyle.MOST_CALLERS;
            default -> throw bad(argument + ": the value must be low, med or high");
        };
    }

    private static Shown checkShows(String argument, String value) throws UsageException {
        return switch (value) {
            case "new" -> Shown.NEW;
            case "changed" -> Shown.CHANGED;
            case "all" -> Shown.ALL;
            default -> throw bad(argument + ": the value must be new, changed or all");
        };
    }

    private static ReportStyle.GenerateSuppressions generate(String argument, String value) throws UsageException {
        return switch (value) {
            case "no" -> ReportStyle.GenerateSuppressions.NO;
            case "yes" -> ReportStyle.GenerateSuppressions.ASK;
            case "all" -> ReportStyle.GenerateSuppressions.ALL;
            default -> throw bad(argument + ": the value must be no, yes or all");
        };
    }

    private static ReportStyle.ErrorList errorList(String argument, String value) throws UsageException {
        return switch (value) {
            case "no" -> ReportStyle.ErrorList.NO;
            case "-s", "yes" -> ReportStyle.ErrorList.YES;
            case "all" -> ReportStyle.ErrorList.ALL;
            default -> throw bad(argument + ": the value must be no, yes or all");
        };
    }

    private static String patterns(String argument, String value) throws UsageException {
        if (value.getBytes(StandardCharsets.UTF_8).length > MOST_PATTERN_BYTES) {
            throw bad(argument.substring(0, argument.indexOf('=') + 1) + "...: the patterns are longer than "
                    + MOST_PATTERN_BYTES + " bytes");
        }
        return value;
    }

    private static void tool(String argument, String value) throws UsageException {
        if (!value.equals("memcheck")) {
            throw bad(argument + ": Tidemark does what Memcheck's leak check does and has no other tool;"
                    + " use valgrind " + argument);
        }
    }

    private static Set<Verdict> kinds(String argument, String value) throws UsageException {
        EnumSet<Verdict> kinds = EnumSet.noneOf(Verdict.class);
        int from = 0;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int to = comma < 0 ? value.length() : comma;
            addKind(kinds, argument, value.substring(from, to));
            from = to + 1;
        }
        return kinds;
    }

    private static void addKind(EnumSet<Verdict> kinds, String argument, String kind) throws UsageException {
        switch (kind) {
            case "definite" -> kinds.add(Verdict.DEFINITELY_LOST);
            case "indirect" -> kinds.add(Verdict.INDIRECTLY_LOST);
            case "possible" -> kinds.add(Verdict.POSSIBLY_LOST);
            case "reachable" -> kinds.add(Verdict.STILL_REACHABLE);
            case "all" -> kinds.addAll(ReportStyle.ALL);
            case "none" -> kinds.clear();
            default ->
                throw bad(argument + ": '" + kind + "' is none of definite, indirect, possible, reachable, all, none");
        }
    }

    /** As in Memcheck, the older --show options change one kind of what was chosen so far. */
    private EnumSet<Verdict> with(Verdict verdict) {
        EnumSet<Verdict> changed = EnumSet.noneOf(Verdict.class);
        changed.addAll(shown);
        changed.add(verdict);
        return changed;
    }

    private EnumSet<Verdict> without(Verdict verdict) {
        EnumSet<Verdict> changed = with(verdict);
        changed.remove(verdict);
        return changed;
    }

    static boolean yes(String argument, String value) throws UsageException {
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw bad(argument + ": the value must be yes or no");
        };
    }

    static int number(String argument, String value, int least, int most) throws UsageException {
        int number = digitsOnly(value) ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            throw bad(argument + ": the value must be a number from " + least + " to " + most);
        }
        return number;
    }

    /** Few enough digits, too, not to overflow. */
    static boolean digitsOnly(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= 9;
    }

    static UsageException bad(String message) {
        return new UsageException(UsageException.BAD_OPTIONS, message);
    }
}
