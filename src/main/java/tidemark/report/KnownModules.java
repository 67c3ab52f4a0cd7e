package tidemark.report;

import java.util.HashMap;
import java.util.Map;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;

/**
 * Numbers modules, so that loadings of the same one have the same number, in one process or in several: those with the same build-id, or, where there is
 * none, the same content or path.
 */
final class KnownModules {
    private final Map<String, Integer> numbers = new HashMap<>();

    /** From 0, in the order of asking. */
    int number(ModuleFile file) {
        Integer next = numbers.size();
        Integer earlier = numbers.putIfAbsent(key(file), next);
        return earlier == null ? next : earlier;
    }

    int number(ModuleInstance instance) {
        return number(instance.file());
    }

    private static String key(ModuleFile file) {
        if (file.buildId().isPresent()) {
            return "id " + file.buildId().get().hex();
        }
        // Copies of one content share the open file; a file that was written to has another stamp.
        return file.opened().isPresent() && file.stamp().isPresent()
                ? "opened " + file.opened().get() + " " + file.stamp().get()
                : "path " + file.path();
    }
}
