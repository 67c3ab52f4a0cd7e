package tidemark.report;

import java.util.List;
import tidemark.snapshot.ModuleInstance;

/**
 * Which instances of one process are loadings of the same module. Where they were mapped says nothing: one address can have held many modules.
 */
final class ModuleIdentities {
    private final int[] identities;

    /** @param known by which modules are told apart; of several processes' for whose frames are to be compared */
    ModuleIdentities(List<ModuleInstance> instances, KnownModules known) {
        identities = new int[instances.size()];
        for (ModuleInstance instance : instances) {
            identities[instance.number()] = known.number(instance.file());
        }
    }

    /** Equal for instances of the same module. */
    int of(ModuleInstance instance) {
        return identities[instance.number()];
    }
}
