package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a module's addresses lie from those in its separate debug file. They are the same unless a tool (prelink) moved the module after the two had been
 * parted: then all sections have moved by as much.
 */
public final class Shift {
    private Shift() {}

    /** What is to be added to an address in the debug file to have the module's. */
    public static long between(ElfFile module, ElfFile debugFile) throws ElfException {
        List<Section> of = code(module);
        List<Section> from = code(debugFile);
        if (of.isEmpty() || of.size() != from.size()) {
            return 0;
        }
        long shift = of.getFirst().address() - from.getFirst().address();
        for (int i = 0; i < of.size(); i++) {
            boolean moved = of.get(i).address() - from.get(i).address() == shift
                    && of.get(i).sizeBytes() == from.get(i).sizeBytes();
            if (!moved) {
                return 0;
            }
        }
        return shift;
    }

    private static List<Section> code(ElfFile file) throws ElfException {
        List<Section> code = new ArrayList<>();
        for (Section section : file.sections()) {
            if (section.executable()) {
                code.add(section);
            }
        }
        return code;
    }
}
