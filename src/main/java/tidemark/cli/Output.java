package tidemark.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where reports go. Each text is written in one piece, so that what the target or another process writes to the same place does not end up
 * inside it. May be used by several threads.
 */
final class Output {
    private final Optional<LogFileName> name;
    private final Following.Reports reports;
    private OutputStream common;
    private final Map<Integer, OutputStream> ofProcesses = new HashMap<>();

    private Output(Optional<LogFileName> name, Following.Reports reports, OutputStream common) {
        this.name = name;
        this.reports = reports;
        this.common = common;
    }

    /** Empties the log file at once if there is one for all processes. */
    static Output to(Optional<LogFileName> name, Following.Reports reports) throws UsageException {
        OutputStream standardError = new FileOutputStream(FileDescriptor.err);
        if (name.isEmpty() || name.get().onePerProcess()) {
            return new Output(name, reports, standardError);
        }
        String file = name.get().of(0, 0);
        try {
            return new Output(name, reports, new FileOutputStream(file));
        } catch (IOException e) {
            throw new UsageException(UsageException.BAD_OPTIONS, "--log-file: cannot be written: " + e.getMessage());
        }
    }

    boolean isLogFile() {
        return name.isPresent();
    }

    /**
     * Creates the process's own log file if it is to have one. That is done when it starts, so that the file is there also if nothing is
     * written to it. A file that cannot be created sends what the process has to say to standard error. With one report for all processes
     * it is the file of all.
     */
    synchronized void open(int pid) {
        if (name.isEmpty() || !name.get().onePerProcess() || ofProcesses.containsKey(pid)) {
            return;
        }
        try {
            OutputStream file = new FileOutputStream(name.get().of(pid, ofProcesses.size() + 1));
            ofProcesses.put(pid, file);
            common = reports == Following.Reports.ONE_FOR_ALL ? file : common;
        } catch (IOException e) {
            ofProcesses.put(pid, common);
            write(pid, "tidemark: --log-file: cannot be written, so standard error it is: " + e.getMessage() + "\n");
        }
    }

    synchronized void write(int pid, String text) {
        try {
            ofProcesses.getOrDefault(pid, common).write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The report cannot be written", e);
        }
    }
}
