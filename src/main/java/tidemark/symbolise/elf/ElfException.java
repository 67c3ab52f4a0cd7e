package tidemark.symbolise.elf;

/** A file cannot be used as ELF: the message names the file or the part, and what is wrong with it. */
public final class ElfException extends Exception {
    public ElfException(String message) {
        super(message);
    }
}
