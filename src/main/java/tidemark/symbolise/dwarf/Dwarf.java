package tidemark.symbolise.dwarf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * The DWARF of one module: tells which functions an address lies in and where in their sources. Reads DWARF 2 to 5, of a file only what the
 * addresses asked for need, and keeps only indexes. Whatever the bytes are, a method returns, with fewer answers if they are damaged. Only if a
 * file is cut short while it is mapped does the JVM throw an {@link InternalError}. For one thread.
 *
 * <p>Format: DWARF Debugging Information Format, versions 2 to 5; GNU's forerunners of version 5 (split units, dwz) as gcc and dwz write them.
 */
public final class Dwarf {
    private final DebugFile file;
    private final SplitUnits splitUnits;
    private final UnitIndex index;
    private final Effort effort;
    private final Map<Long, UnitFrames> frames = new HashMap<>();

    private Dwarf(DebugFile file, SplitUnits splitUnits, Effort effort) {
        this.file = file;
        this.splitUnits = splitUnits;
        this.effort = effort;
        this.index = new UnitIndex(file);
    }

    /** Whether the file has DWARF. */
    public static boolean isIn(ElfFile file) throws ElfException {
        return file.contains(SectionName.INFO.plain);
    }

    /**
     * @param debugFile the module itself or its separate debug file
     * @return empty if the file has no DWARF
     */
    public static Optional<Dwarf> of(ElfFile debugFile, RelatedFiles related) throws ElfException {
        if (!isIn(debugFile)) {
            return Optional.empty();
        }
        Effort effort = new Effort();
        DebugFile file = DebugFile.of(Sections.of(debugFile, effort), new AlternateFile(debugFile, related, effort));
        return Optional.of(new Dwarf(file, new SplitUnits(related, effort), effort));
    }

    /**
     * Innermost first; empty if nothing is known of the address.
     *
     * @param fileAddress in the module's own address space, inside of the instruction
     */
    public List<SourceFrame> framesAt(long fileAddress) {
        effort.addAddress();
        AddressMap units = index.at(fileAddress);
        List<SourceFrame> best = List.of();
        for (int position = units.find(fileAddress); position >= 0; position = units.next(position, fileAddress)) {
            List<SourceFrame> found = framesIn(units.value(position), fileAddress);
            if (!found.isEmpty() && found.getLast().function().isPresent()) {
                return found;
            }
            best = best.isEmpty() ? found : best;
        }
        return best;
    }

    private List<SourceFrame> framesIn(long unitOffset, long fileAddress) {
        try {
            UnitFrames known = frames.get(unitOffset);
            if (known == null) {
                Unit unit = file.unitAt(unitOffset);
                known = new UnitFrames(splitUnits.complete(unit), unit);
                frames.put(unitOffset, known);
            }
            return known.at(fileAddress);
        } catch (DwarfException e) {
            return List.of();
        }
    }
}
