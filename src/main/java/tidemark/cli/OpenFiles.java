package tidemark.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tidemark.process.ReceivedDescriptor;

/**
 * The modules' files of all observed processes, kept open to the session's end, so that names can be read when the files have been deleted
 * or replaced. One descriptor a build-id: a module that is unpacked to a new file each time it is loaded costs one.
 */
final class OpenFiles {
    private final Map<String, Path> byIdentity = new HashMap<>();

    /**
     * Takes the descriptor over, and closes it if the same file is open already.
     *
     * @param identity as the ledger tells it. A file that is not the one that was loaded, since it was replaced meanwhile, does no harm:
     *     whoever reads it compares the build-id
     */
    Path keep(String identity, ReceivedDescriptor descriptor) {
        Path known = byIdentity.putIfAbsent(identity, descriptor.path());
        if (known == null) {
            return descriptor.path();
        }
        descriptor.close();
        return known;
    }
}
