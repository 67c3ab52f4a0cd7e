package tidemark.report;

import java.util.Optional;
import java.util.Set;
import tidemark.reachability.Verdict;

/** A {@link ReportStyle} in the making: what holds unless the user says otherwise, and what was said so far. */
public final class ReportStyleBuilder {
    private ReportStyle.Check check = ReportStyle.Check.FULL;
    private ReportStyle.Detail detail = ReportStyle.Detail.NORMAL;
    private Set<Verdict> shown = ReportStyle.DEFINITE_AND_POSSIBLE;
    private Set<Verdict> errors = ReportStyle.DEFINITE_AND_POSSIBLE;
    private int callers = 24;
    private int resolution = ReportStyle.MOST_CALLERS;
    private ReportStyle.BelowMain belowMain = ReportStyle.BelowMain.HIDDEN;
    private ReportStyle.GenerateSuppressions generate = ReportStyle.GenerateSuppressions.NO;
    private Optional<ReportStyle.ErrorList> errorList = Optional.empty();
    private ReportStyle.MismatchedFrees mismatchedFrees = ReportStyle.MismatchedFrees.SHOWN;
    private ErrorStyle errorStyle = ErrorStyle.STANDARD;
    private int mergedFrames;
    private SourceStyle source = SourceStyle.STANDARD;
    private HolderStyle holders = HolderStyle.STANDARD;

    public ReportStyleBuilder() {}

    /** @param style what was said so far */
    public ReportStyleBuilder(ReportStyle style) {
        check = style.check();
        detail = style.detail();
        shown = style.shown();
        errors = style.errors();
        callers = style.callers();
        resolution = style.resolution();
        belowMain = style.belowMain();
        generate = style.generate();
        errorList = Optional.of(style.errorList());
        mismatchedFrees = style.mismatchedFrees();
        errorStyle = style.errorStyle();
        mergedFrames = style.mergedFrames();
        source = style.source();
        holders = style.holders();
    }

    public ReportStyleBuilder check(ReportStyle.Check check) {
        this.check = check;
        return this;
    }

    public ReportStyleBuilder detail(ReportStyle.Detail detail) {
        this.detail = detail;
        return this;
    }

    public ReportStyleBuilder shown(Set<Verdict> shown) {
        this.shown = shown;
        return this;
    }

    public ReportStyleBuilder errors(Set<Verdict> errors) {
        this.errors = errors;
        return this;
    }

    public ReportStyleBuilder callers(int callers) {
        this.callers = callers;
        return this;
    }

    public ReportStyleBuilder resolution(int resolution) {
        this.resolution = resolution;
        return this;
    }

    public ReportStyleBuilder belowMain(ReportStyle.BelowMain belowMain) {
        this.belowMain = belowMain;
        return this;
    }

    public ReportStyleBuilder generate(ReportStyle.GenerateSuppressions generate) {
        this.generate = generate;
        return this;
    }

    /** Without it, the used ones are told if much is told. */
    public ReportStyleBuilder errorList(ReportStyle.ErrorList errorList) {
        this.errorList = Optional.of(errorList);
        return this;
    }

    public ReportStyleBuilder mismatchedFrees(ReportStyle.MismatchedFrees mismatchedFrees) {
        this.mismatchedFrees = mismatchedFrees;
        return this;
    }

    public ReportStyleBuilder errorStyle(ErrorStyle errorStyle) {
        this.errorStyle = errorStyle;
        return this;
    }

    public ReportStyleBuilder mergedFrames(int mergedFrames) {
        this.mergedFrames = mergedFrames;
        return this;
    }

    public ReportStyleBuilder source(SourceStyle source) {
        this.source = source;
        return this;
    }

    public ReportStyleBuilder holders(HolderStyle holders) {
        this.holders = holders;
        return this;
    }

    public ReportStyle build() {
        boolean verbose = detail == ReportStyle.Detail.VERBOSE;
        return new ReportStyle(
                check,
                detail,
                shown,
                errors,
                callers,
                resolution,
                belowMain,
                generate,
                errorList.orElse(verbose ? ReportStyle.ErrorList.YES : ReportStyle.ErrorList.NO),
                mismatchedFrees,
                errorStyle,
                mergedFrames,
                source,
                holders);
    }
}
