package tidemark.report;

/**
 * What stands around errors, and whether there is more than one.
 *
 * @param begin a line before each error that is shown; empty for none
 * @param end a line behind each
 */
public record ErrorStyle(String begin, String end, AfterTheFirst after) {
    /** What happens when an error has been shown that counts as one. */
    public enum AfterTheFirst {
        GO_ON,
        /** The report ends with it. */
        STOP
    }

    /** Unless the user says otherwise. */
    public static final ErrorStyle STANDARD = new ErrorStyle("", "", AfterTheFirst.GO_ON);
}
