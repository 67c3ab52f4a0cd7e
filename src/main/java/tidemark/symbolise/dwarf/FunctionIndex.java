package tidemark.symbolise.dwarf;

import java.util.ArrayList;
import java.util.List;

/**
 * The functions of a unit by address. The unit's entries are gone through once; what lies inside of functions and types is passed over where the
 * entries tell how far it reaches, and gone through only if no function was found at an address: some languages put functions there too.
 */
final class FunctionIndex {
    /** No compiler inlines more calls into one another. */
    private static final int MAX_CHAIN = 1000;

    private enum Extent {
        /** Functions that are parts of the unit itself or of a namespace. */
        OUTER,
        ALL
    }

    private final Unit unit;
    private AddressMap functions = new AddressMap();
    /** Whether all entries were gone through. */
    private boolean whole = true;

    FunctionIndex(Unit unit) {
        this.unit = unit;
        collect(Extent.OUTER);
    }

    /** From addresses to the offsets of functions' entries; where the unit itself does not tell its ranges, these are its ranges. */
    AddressMap functions() {
        return functions;
    }

    private void collect(Extent extent) {
        functions = new AddressMap();
        whole = true;
        try {
            if (unit.root().hasChildren()) {
                collect(extent, new EntryWalk(unit, unit.root()));
            }
        } catch (DwarfException e) {
            whole = true; // what was read before the damage is as good as ever
        }
    }

    private void collect(Extent extent, EntryWalk walk) throws DwarfException {
        Entry function = new Entry();
        while (walk.next()) {
            int tag = walk.tag();
            if (tag == Tag.SUBPROGRAM) {
                walk.read(function);
                unit.ranges(function, functions.adder(walk.offset()));
            }
            if (extent == Extent.OUTER && tag != Tag.NAMESPACE && tag != Tag.MODULE) {
                whole &= !walk.passChildren();
            }
        }
    }

    /**
     * The function's entry and those of the inlined calls in it that lead to the address, outermost first; empty if the address is in no
     * function.
     */
    List<Entry> chainAt(long address) throws DwarfException {
        int position = functions.find(address);
        if (position < 0 && !whole) {
            collect(Extent.ALL);
            position = functions.find(address);
        }
        return position < 0 ? List.of() : chain(functions.value(position), address);
    }

    private List<Entry> chain(long functionOffset, long address) throws DwarfException {
        Entry function = new Entry();
        function.read(unit, unit.info(), functionOffset);
        List<Entry> chain = new ArrayList<>();
        chain.add(function);
        if (function.hasChildren()) {
            try {
                addInlined(new EntryWalk(unit, function), address, chain);
            } catch (DwarfException e) {
                // The calls that were found before the damage lead to the address all the same.
            }
        }
        return chain;
    }

    /** Blocks' own ranges are not asked: those of the calls in them tell as much. */
    private void addInlined(EntryWalk walk, long address, List<Entry> chain) throws DwarfException {
        Entry call = new Entry();
        int innermost =
                0; // level of the innermost call that contains the address; nothing that follows behind its children
        // does
        while (walk.next() && walk.level() > innermost && chain.size() < MAX_CHAIN) {
            if (walk.tag() == Tag.INLINED_SUBROUTINE) {
                walk.read(call);
                if (contains(call, address)) {
                    chain.add(call);
                    call = new Entry();
                    innermost = walk.level();
                } else {
                    walk.passChildren();
                }
            } else if (!Tag.isBlock(walk.tag())) {
                walk.passChildren();
            }
        }
    }

    private boolean contains(Entry call, long address) throws DwarfException {
        Containment containment = new Containment(address);
        unit.ranges(call, containment);
        return containment.found;
    }

    private static final class Containment implements Ranges {
        private final long address;
        private boolean found;

        Containment(long address) {
            this.address = address;
        }

        @Override
        public void add(long start, long end) {
            found |= start <= address && address < end;
        }
    }
}
