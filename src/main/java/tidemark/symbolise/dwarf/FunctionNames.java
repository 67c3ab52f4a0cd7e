package tidemark.symbolise.dwarf;

import java.util.Optional;

/** What a function is called: its entry refers to the one that declares it, perhaps over several steps and into other units and files. */
final class FunctionNames {
    private static final int MAX_STEPS = 8;

    private FunctionNames() {}

    /** The first linkage name on the way, or else the first name. */
    static Optional<String> of(Unit unit, Entry function) throws DwarfException {
        Optional<String> name = Optional.empty();
        Unit in = unit;
        Entry entry = function;
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<String> linkageName = in.text(entry, Attribute.LINKAGE_NAME);
            if (linkageName.isPresent()) {
                return linkageName;
            }
            if (name.isEmpty()) {
                name = in.text(entry, Attribute.NAME);
            }
            int further = entry.has(Attribute.ABSTRACT_ORIGIN) ? Attribute.ABSTRACT_ORIGIN : Attribute.SPECIFICATION;
            if (!entry.has(further)) {
                return name;
            }
            try {
                Unit.Reference reference = in.reference(entry, further);
                in = reference.unit();
                entry = new Entry();
                if (!entry.read(in, in.info(), reference.offset())) {
                    return name;
                }
            } catch (DwarfException e) {
                return name;
            }
        }
        return name;
    }
}
