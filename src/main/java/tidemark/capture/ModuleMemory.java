package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import tidemark.process.Mapping;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;

/** What the maps tell of modules' memory that no program writes to. */
final class ModuleMemory {
    private static final long PAGE = 4096;

    private ModuleMemory() {}

    /** Where code of files is mapped. */
    static List<Snapshot.Code> code(List<Mapping> mappings) {
        List<Snapshot.Code> code = new ArrayList<>();
        for (Mapping mapping : mappings) {
            if (mapping.executable() && mapping.inode() != 0) {
                code.add(new Snapshot.Code(mapping.start(), mapping.end()));
            }
        }
        return code;
    }

    /**
     * Modules' read-only data. What the loader wrote into it before it was protected, such as virtual tables, stands in no file.
     *
     * @param modules loaded ones
     */
    static Ranges constants(List<Mapping> mappings, List<ModuleInstance> modules) {
        Ranges.Builder extent = new Ranges.Builder();
        for (ModuleInstance module : modules) {
            extent.add(module.start(), module.end() + PAGE - 1 & -PAGE);
        }
        Ranges.Builder constants = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.readable() && !mapping.writable() && !mapping.executable() && mapping.inode() != 0) {
                constants.add(mapping.start(), mapping.end());
            }
        }
        return constants.build().intersect(extent.build());
    }
}
