package tidemark.symbolise.dwarf;

import tidemark.symbolise.elf.ElfException;

/** DWARF that is damaged, or written in a way that this package does not know. It does not leave the package. */
final class DwarfException extends Exception {
    private static final long serialVersionUID = 1;

    DwarfException(String message) {
        super(message);
    }

    DwarfException(ElfException cause) {
        super(cause);
    }
}
