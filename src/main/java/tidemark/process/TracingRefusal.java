package tidemark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out why the kernel does not let us trace or read a process, and says what to do about it. */
final class TracingRefusal {
    private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private TracingRefusal() {}

    static ProcessException of(int pid, SystemCallException cause) {
        if (cause.errno() == SystemCallException.ESRCH) {
            return new ProcessException("Process " + pid + " has ended and can no longer be observed", cause);
        }
        return new TracingRefusedException(pid, reason(pid), cause);
    }

    private static String reason(int pid) {
        String tracer = tracer(pid);
        if (!tracer.equals("0")) {
            return "process " + tracer
                    + " traces it, such as a debugger or strace, and the kernel allows only one tracer;"
                    + " run the program without that one";
        }
        String scope = firstLine(PTRACE_SCOPE);
        if (!scope.equals("0") && !scope.isEmpty()) {
            return "/proc/sys/kernel/yama/ptrace_scope is " + scope
                    + "; set it to 0 (as root: sysctl kernel.yama.ptrace_scope=0), or give Tidemark CAP_SYS_PTRACE";
        }
        return "it runs as another user or with more privileges (setuid), forbids it itself (PR_SET_DUMPABLE), or this container forbids ptrace;"
                + " run Tidemark as the program's user, or start the container with --cap-add=SYS_PTRACE";
    }

    private static String tracer(int pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status"))) {
                if (line.startsWith("TracerPid:")) {
                    return line.substring("TracerPid:".length()).strip();
                }
            }
        } catch (IOException e) {
            // The process has ended: no tracer to name.
        }
        return "0";
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
