package tidemark.cli;

import java.util.function.Consumer;

/** A report that is written in pieces, because its reader is asked in between. The heading stands above the first that is not empty. */
final class ReportPieces {
    private final Consumer<String> destination;
    private String before;

    ReportPieces(Consumer<String> destination, String heading) {
        this.destination = destination;
        this.before = heading;
    }

    void write(String piece) {
        if (!piece.isEmpty()) {
            destination.accept(before + piece);
            before = "";
        }
    }
}
