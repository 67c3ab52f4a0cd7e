package tidemark.capture;

import java.util.List;
import tidemark.process.Mapping;
import tidemark.snapshot.ModuleInstance;

/**
 * Modules' read-only data, in which virtual tables lie.
 *
 * @param all wherever a module's file is mapped for reading alone
 * @param untouched those whose tables needed no relocation, so that nobody need have touched them, and that no open file has
 * @param inFiles those whose tables needed none either, but stand in a file that is open
 */
record Constants(Ranges all, Ranges untouched, FileConstants inFiles) {
    private static final long PAGE = 4096;

    /** @param modules loaded ones */
    static Constants of(List<Mapping> mappings, List<ModuleInstance> modules) {
        Ranges.Builder extent = new Ranges.Builder();
        Ranges.Builder fixed = new Ranges.Builder();
        for (ModuleInstance module : modules) {
            long end = module.end() + PAGE - 1 & -PAGE;
            extent.add(module.start(), end);
            if (module.loadAddress() == 0) {
                fixed.add(module.start(), end);
            }
        }
        Ranges constants = readOnly(mappings).intersect(extent.build());
        FileConstants inFiles = FileConstants.of(mappings, modules, constants);
        Ranges untouched = constants.intersect(fixed.build()).subtract(inFiles.ranges());
        return new Constants(constants, untouched, inFiles);
    }

    private static Ranges readOnly(List<Mapping> mappings) {
        Ranges.Builder constants = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.readable() && !mapping.writable() && !mapping.executable() && mapping.inode() != 0) {
                constants.add(mapping.start(), mapping.end());
            }
        }
        return constants.build();
    }
}
