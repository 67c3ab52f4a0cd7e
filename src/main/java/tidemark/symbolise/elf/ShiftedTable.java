package tidemark.symbolise.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A symbol table of a module or of its separate debug file.
 *
 * @param shift what is to be added to its addresses to have the module's, as {@link Shift} tells
 */
record ShiftedTable(SymbolTable symbols, long shift) {
    /**
     * @param symbolFiles the files whose {@code .symtab} and {@code .dynsym} count: the module itself and its
     *     separate debug file
     */
    static List<ShiftedTable> of(ElfFile module, List<ElfFile> symbolFiles) throws ElfException {
        List<ShiftedTable> tables = new ArrayList<>();
        for (ElfFile file : symbolFiles) {
            long shift = file.equals(module) ? 0 : Shift.between(module, file);
            for (int type : new int[] {Section.SYMTAB, Section.DYNSYM}) {
                Optional<SymbolTable> table = SymbolTable.read(file, type);
                if (table.isPresent()) {
                    tables.add(new ShiftedTable(table.get(), shift));
                }
            }
        }
        return tables;
    }
}
