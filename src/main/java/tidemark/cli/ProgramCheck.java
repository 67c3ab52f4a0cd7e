package tidemark.cli;

import static tidemark.cli.UsageException.NOT_EXECUTABLE;
import static tidemark.cli.UsageException.NOT_FOUND;
import static tidemark.cli.UsageException.NOT_OBSERVABLE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the file that the kernel would run for a command, and tells before it starts why it could not be run or not be observed. It
 * follows scripts to their interpreters. What it lets pass can still fail: only the start itself is sure.
 */
final class ProgramCheck {
    /** Where execvp looks without a PATH (glibc 2.36). */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    /** As many as Linux 6 follows: BINPRM_MAX_RECURSION in fs/exec.c. */
    private static final int MOST_INTERPRETERS = 5;

    private static final int SETUID = 04000;
    private static final int SETGID = 02000;

    private final String command;

    private ProgramCheck(String command) {
        this.command = command;
    }

    /**
     * @param searchPath the value of PATH, if there is one
     * @return the file that is named; for a script, the script
     */
    static Path check(String command, Optional<String> searchPath) throws UsageException {
        ProgramCheck check = new ProgramCheck(command);
        Path file = check.find(searchPath.orElse(DEFAULT_PATH));
        check.observable(file, 0);
        return file;
    }

    private Path find(String searchPath) throws UsageException {
        if (command.isEmpty()) {
            throw new UsageException(NOT_FOUND, "the name of the program is empty");
        }
        if (command.indexOf('/') >= 0) {
            Path file = Path.of(command);
            if (!Files.exists(file)) {
                throw new UsageException(NOT_FOUND, command + ": there is no such file");
            }
            runnable(file);
            return file;
        }
        return search(searchPath);
    }

    private Path search(String searchPath) throws UsageException {
        boolean denied = false;
        for (String folder : searchPath.split(":", -1)) {
            Path file = Path.of(folder, command);
            if (Files.isRegularFile(file)) {
                if (Files.isExecutable(file)) {
                    return file;
                }
                denied = true;
            }
        }
        throw denied
                ? new UsageException(NOT_EXECUTABLE, command + ": found in PATH, but without permission to execute it")
                : new UsageException(NOT_FOUND, command + ": command not found in any folder of PATH");
    }

    private void runnable(Path file) throws UsageException {
        if (Files.isDirectory(file)) {
            throw new UsageException(NOT_EXECUTABLE, command + ": is a directory, not a program");
        }
        if (!Files.isExecutable(file)) {
            throw new UsageException(NOT_EXECUTABLE, command + ": permission denied; chmod +x makes it executable");
        }
    }

    private void observable(Path file, int depth) throws UsageException {
        ProgramFile program;
        try {
            program = ProgramFile.read(file);
        } catch (IOException e) {
            throw new UsageException(
                    NOT_OBSERVABLE,
                    command
                            + ": cannot be read, and what cannot be read cannot be observed; ask for read permission on "
                            + file);
        }
        // No switch over the types: the JVM would generate a class for it before the program can start.
        if (program instanceof ProgramFile.Dynamic dynamic) {
            loader(dynamic);
            privileges(file);
        } else if (program instanceof ProgramFile.Script script) {
            interpreter(file, script, depth);
        } else if (program instanceof ProgramFile.Static) {
            throw unobservable("is linked statically, so there is no loader that could load Tidemark's agent;"
                    + " link it dynamically (without -static)");
        } else if (program instanceof ProgramFile.Foreign foreign) {
            throw unobservable("is built for " + foreign.machine() + "; Tidemark observes 64-bit x86 programs");
        }
        // Anything else is for the shell to run, or the start fails and tells why.
    }

    private void interpreter(Path file, ProgramFile.Script script, int depth) throws UsageException {
        Path interpreter = Path.of(script.interpreter());
        if (!Files.exists(interpreter)) {
            throw new UsageException(
                    NOT_EXECUTABLE,
                    command + ": the interpreter " + interpreter + " in the first line of " + file + " does not exist");
        }
        if (depth >= MOST_INTERPRETERS) {
            throw new UsageException(NOT_EXECUTABLE, command + ": the interpreter is a script of a script, and so on");
        }
        observable(interpreter, depth + 1);
    }

    private void loader(ProgramFile.Dynamic program) throws UsageException {
        Path loader = Path.of(program.loader());
        if (!loader.endsWith("ld-linux-x86-64.so.2")) {
            throw unobservable(
                    "is linked with another C library than glibc (its loader is " + loader + "); build it for glibc");
        }
        if (!Files.exists(loader)) {
            throw new UsageException(NOT_EXECUTABLE, command + ": its loader " + loader + " does not exist");
        }
    }

    /** The loader ignores a preloaded agent where the program gains rights: AT_SECURE in ld.so(8). */
    private void privileges(Path file) throws UsageException {
        try {
            int mode = (int) Files.getAttribute(file, "unix:mode");
            Path self = Path.of("/proc/self");
            Optional<String> gain = gain(mode, same(file, self, "unix:uid"), same(file, self, "unix:gid"));
            if (gain.isPresent()) {
                throw unobservable("is " + gain.get()
                        + ", and the loader keeps Tidemark's agent out of programs that gain rights;"
                        + " run it as the user and group that own it");
            }
        } catch (IOException e) {
            throw unobservable("its owner and mode cannot be read: " + e.getMessage());
        }
    }

    /** What gives a program of that mode other rights than those of who starts it, if anything does. */
    static Optional<String> gain(int mode, boolean ownUser, boolean ownGroup) {
        if ((mode & SETUID) != 0 && !ownUser) {
            return Optional.of("setuid");
        }
        return (mode & SETGID) != 0 && !ownGroup ? Optional.of("setgid") : Optional.empty();
    }

    private static boolean same(Path file, Path other, String attribute) throws IOException {
        return Files.getAttribute(file, attribute).equals(Files.getAttribute(other, attribute));
    }

    private UsageException unobservable(String why) {
        return new UsageException(NOT_OBSERVABLE, command + ": " + why);
    }
}
