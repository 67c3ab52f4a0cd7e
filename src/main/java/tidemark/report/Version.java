package tidemark.report;

/** Which Tidemark this is. */
public final class Version {
    public static final String NUMBER = "0.1.0";

    /** The Valgrind whose words and options it has; scripts compare it with the one from which on an option is there. */
    public static final String LIKE_VALGRIND = "3.19.0";

    private Version() {}
}
