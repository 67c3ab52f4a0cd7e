package tidemark.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import tidemark.capture.Captured;
import tidemark.report.Occasion;
import tidemark.snapshot.Snapshot;

/**
 * One snapshot to be checked.
 *
 * @param memory the snapshot's, which is closed when it has been checked
 * @param suppressions that the program itself defines, as LeakSanitizer reads them
 * @param heading stands above the report, if there is one
 * @param ending by what the process ends, if that is to be told; else empty
 * @param destination where pieces of the report are written to
 * @param snapshotFile where to write the snapshot as text
 * @param asker is told what came of it, also when the check fails
 */
record CheckOrder(
        Captured captured,
        Arena memory,
        Occasion occasion,
        String suppressions,
        String heading,
        String ending,
        Consumer<String> destination,
        Optional<Path> snapshotFile,
        Asker asker) {
    /** Who asked for a check and waits for its result. */
    interface Asker {
        /** @param leaks how many LeakSanitizer would tell of */
        void checked(int errors, int leaks, boolean complete);

        void failed(String why);

        /** Of a process's end, which waits only for its capture. */
        Asker NOBODY = new Asker() {
            @Override
            public void checked(int errors, int leaks, boolean complete) {}

            @Override
            public void failed(String why) {}
        };
    }

    Snapshot snapshot() {
        return captured.snapshot();
    }
}
