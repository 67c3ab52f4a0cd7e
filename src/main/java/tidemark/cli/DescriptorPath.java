package tidemark.cli;

import java.nio.file.Path;

/** Names of descriptors, such as a shell makes of {@code <(command)}, mean the launcher's: Java does not inherit them. */
final class DescriptorPath {
    private DescriptorPath() {}

    /** Where Java finds the file that is named on the command line. */
    static Path of(String name) {
        if (name.equals("/dev/stdin")) {
            return ofLauncher("0");
        }
        for (String folder : new String[] {"/dev/fd/", "/proc/self/fd/"}) {
            if (name.startsWith(folder)) {
                return ofLauncher(name.substring(folder.length()));
            }
        }
        return Path.of(name);
    }

    private static Path ofLauncher(String descriptor) {
        long launcher = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        return Path.of("/proc/" + launcher + "/fd/" + descriptor);
    }
}
