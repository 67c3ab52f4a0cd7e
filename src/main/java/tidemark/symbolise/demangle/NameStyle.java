package tidemark.symbolise.demangle;

/** How functions' names are written. */
public record NameStyle(Mangling mangling, TemplateArguments templateArguments) {
    public static final NameStyle AS_WRITTEN = new NameStyle(Mangling.UNDONE, TemplateArguments.SHOWN);

    public enum Mangling {
        /** Names are as in the source. */
        UNDONE,
        /** Names are as the linker knows them. */
        KEPT
    }

    public enum TemplateArguments {
        SHOWN,
        /** {@code std::vector<...>}. */
        FOLDED
    }
}
