package tidemark.capture;

import java.util.List;
import tidemark.process.Mapping;
import tidemark.snapshot.ModuleInstance;

/**
 * Modules' read-only data, in which virtual tables lie.
 *
 * @param all wherever a module's file is mapped for reading alone
 * @param asInFile those of modules that lie where they were linked to lie: their tables needed no relocation and stand in the file, so that
 *     nobody need have touched them
 */
record Constants(Ranges all, Ranges asInFile) {
    private static final long PAGE = 4096;

    /** A program linked to a fixed address that has more is a rare thing, and what is in its file is not looked at. */
    private static final long MOST_BYTES = 32L << 20;

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
        Ranges asInFile = constants.intersect(fixed.build());
        return new Constants(constants, asInFile.sizeBytes() <= MOST_BYTES ? asInFile : Ranges.NONE);
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
