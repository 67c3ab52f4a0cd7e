package tidemark.symbolise.dwarf;

import java.util.Optional;
import tidemark.symbolise.elf.ElfFile;

/**
 * Finds the units that {@code -gsplit-dwarf} leaves out of the program: in a package beside the program, or each in a file of its own.
 */
final class SplitUnits {
    private final RelatedFiles related;
    private final Effort effort;
    private Optional<SplitPackage> splitPackage = Optional.empty();
    private boolean searchedPackage;

    SplitUnits(RelatedFiles related, Effort effort) {
        this.related = related;
        this.effort = effort;
    }

    /** The unit that has the entries: the given one, or the split unit that it stands for, if that can be found. */
    Unit complete(Unit unit) {
        Entry root = unit.root();
        boolean skeleton = root.has(Attribute.DWO_NAME)
                && (unit.header().kind() == UnitHeader.Kind.SKELETON || root.has(Attribute.GNU_DWO_ID));
        if (!skeleton) {
            return unit;
        }
        try {
            Optional<Unit> split = find(unit, id(unit));
            return split.isPresent() ? split.get().completing(unit) : unit;
        } catch (DwarfException e) {
            return unit;
        }
    }

    private static long id(Unit unit) {
        return unit.header().format().version() >= 5
                ? unit.header().splitId()
                : unit.root().value(Attribute.GNU_DWO_ID);
    }

    private Optional<Unit> find(Unit skeleton, long id) throws DwarfException {
        if (!searchedPackage) {
            searchedPackage = true;
            Optional<ElfFile> file = related.splitPackage();
            if (file.isPresent()) {
                splitPackage = Optional.of(SplitPackage.of(Sections.ofPackage(file.get(), effort)));
            }
        }
        if (splitPackage.isPresent()) {
            Optional<Sections> parts = splitPackage.get().sections(id);
            if (parts.isPresent()) {
                return unit(parts.get(), id);
            }
        }
        String folder = skeleton.text(skeleton.root(), Attribute.COMP_DIR).orElse("");
        String name = skeleton.text(skeleton.root(), Attribute.DWO_NAME).orElse("");
        Optional<ElfFile> file = related.splitUnit(folder, name);
        if (file.isPresent()) {
            for (Sections sections : Sections.ofSplit(file.get(), effort)) {
                Optional<Unit> unit = unit(sections, id);
                if (unit.isPresent()) {
                    return unit;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Unit> unit(Sections sections, long id) throws DwarfException {
        DebugFile file = DebugFile.of(sections);
        for (long offset : file.headers()) {
            Unit unit = file.unitAt(offset);
            if (unit.header().kind() != UnitHeader.Kind.TYPE && id(unit) == id) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }
}
