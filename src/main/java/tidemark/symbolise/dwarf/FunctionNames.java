package tidemark.symbolise.dwarf;

import java.util.Optional;

/**
 * What a function is called: its entry refers to the one that declares it, perhaps over several steps and into other units and files.
 *
 * @param linkageName the first on the way
 * @param name the first on the way
 * @param elsewhere whether the way leads into another unit
 */
record FunctionNames(Optional<String> linkageName, Optional<String> name, boolean elsewhere) {
    private static final int MAX_STEPS = 8;

    static final FunctionNames NONE = new FunctionNames(Optional.empty(), Optional.empty(), false);

    static FunctionNames of(Unit unit, Entry function) throws DwarfException {
        FunctionNames names = NONE;
        Unit in = unit;
        Entry entry = function;
        for (int step = 0; step < MAX_STEPS; step++) {
            names = names.or(in.text(entry, Attribute.LINKAGE_NAME), in.text(entry, Attribute.NAME));
            int further = entry.has(Attribute.ABSTRACT_ORIGIN) ? Attribute.ABSTRACT_ORIGIN : Attribute.SPECIFICATION;
            if (names.complete() || !entry.has(further)) {
                return names;
            }
            names = names.by(entry.form(further));
            try {
                Unit.Reference reference = in.reference(entry, further);
                in = reference.unit();
                entry = new Entry();
                if (!entry.read(in, in.info(), reference.offset())) {
                    return names;
                }
            } catch (DwarfException e) {
                return names;
            }
        }
        return names;
    }

    private FunctionNames or(Optional<String> otherLinkageName, Optional<String> otherName) {
        return new FunctionNames(linkageName.or(() -> otherLinkageName), name.or(() -> otherName), elsewhere);
    }

    private FunctionNames by(int referenceForm) {
        return new FunctionNames(linkageName, name, elsewhere || !Form.isReferenceInUnit(referenceForm));
    }

    private boolean complete() {
        return linkageName.isPresent() && name.isPresent();
    }

    /** As the linker knows it, or else as the source does. */
    Optional<String> linkageNameOrName() {
        return linkageName.isPresent() ? linkageName : name;
    }
}
