package tidemark.report;

/**
 * When a check is made.
 *
 * @param atEnd of the process; else it goes on
 * @param shown of the records of a process that goes on
 * @param earlier what the last check found; this one takes its place
 */
public record Occasion(boolean atEnd, Shown shown, EarlierRecords earlier) {
    /** @param earlier found by checks of the process while it ran */
    public static Occasion running(Shown shown, EarlierRecords earlier) {
        return new Occasion(false, shown, earlier);
    }

    /** Everything is shown, whatever was found before. */
    public static Occasion end() {
        return new Occasion(true, Shown.ALL, new EarlierRecords());
    }

    /** Whether the difference to the last check is told. */
    boolean compares() {
        return shown != Shown.ALL;
    }

    boolean shows(LossRecord record) {
        LossRecord.Amounts before = record.before();
        LossRecord.Amounts now = record.amounts();
        return switch (shown) {
            case NEW ->
                now.blocks() > before.blocks()
                        || now.directBytes() > before.directBytes()
                        || now.indirectBytes() > before.indirectBytes();
            case CHANGED ->
                now.blocks() != before.blocks()
                        || now.directBytes() != before.directBytes()
                        || now.indirectBytes() != before.indirectBytes();
            case ALL -> now.blocks() > 0;
        };
    }

    /** As Memcheck has it behind each number. */
    String difference(long now, long before) {
        if (!compares()) {
            return "";
        }
        return now >= before
                ? " (+" + PrefixedLines.grouped(now - before) + ")"
                : " (-" + PrefixedLines.grouped(before - now) + ")";
    }
}
