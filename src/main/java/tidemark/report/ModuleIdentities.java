package tidemark.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;

/**
 * Which instances are loadings of the same module: those with the same build-id, or, where there is none, the same content or path. Where they were
 * mapped says nothing: one address can have held many modules.
 */
final class ModuleIdentities {
    private final int[] identities;

    ModuleIdentities(List<ModuleInstance> instances) {
        identities = new int[instances.size()];
        Map<String, Integer> known = new HashMap<>();
        for (ModuleInstance instance : instances) {
            Integer next = known.size();
            Integer earlier = known.putIfAbsent(key(instance.file()), next);
            identities[instance.number()] = earlier == null ? next : earlier;
        }
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

    /** Equal for instances of the same module; from 0, without holes. */
    int of(ModuleInstance instance) {
        return identities[instance.number()];
    }
}
