package tidemark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tidemark.symbolise.debugfile.Progress;

/** A line on the terminal that tells how a download goes on, and is wiped out when it has ended. */
final class TerminalProgress implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String WIPE = "\r\033[K";

    private final PrintStream terminal;
    private long shownAt;
    private boolean shown;

    TerminalProgress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Says nothing unless standard error is a terminal. */
    static Progress onStandardError() {
        try {
            Path stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            boolean terminal =
                    stderr.startsWith("/dev/pts") || stderr.startsWith("/dev/tty") || stderr.startsWith("/dev/console");
            return terminal ? new TerminalProgress(System.err) : Progress.silent();
        } catch (IOException _) {
            return Progress.silent();
        }
    }

    @Override
    public void received(String moduleName, String server, long bytes, long totalBytes) {
        long now = System.nanoTime();
        if (shown && now - shownAt < INTERVAL_NANOS) {
            return;
        }
        shown = true;
        shownAt = now;
        String total = totalBytes < 0 ? "" : " of " + megabytes(totalBytes);
        terminal.print(WIPE + "tidemark: debug file of " + moduleName + " from " + server + ": " + megabytes(bytes)
                + total + " MB");
        terminal.flush();
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + "." + bytes / 100_000 % 10;
    }

    @Override
    public void ended() {
        if (shown) {
            shown = false;
            terminal.print(WIPE);
            terminal.flush();
        }
    }
}
