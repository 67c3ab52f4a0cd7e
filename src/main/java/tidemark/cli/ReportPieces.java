package tidemark.cli;

/** A report that is written in pieces, because its reader is asked in between. The heading stands above the first that is not empty. */
final class ReportPieces {
    private final Output output;
    private final int pid;
    private String before;

    ReportPieces(Output output, int pid, String heading) {
        this.output = output;
        this.pid = pid;
        this.before = heading;
    }

    void write(String piece) {
        if (!piece.isEmpty()) {
            output.write(pid, before + piece);
            before = "";
        }
    }
}
