package tidemark.symbolise.dwarf;

import java.util.Optional;
import tidemark.symbolise.elf.ElfFile;

/**
 * The files that a file's DWARF refers to. Each is asked for at most once a file, and only when an address needs it. What is returned is
 * the very file that was meant (same build-id where there is one); where there is none, there are fewer names.
 */
public interface RelatedFiles {
    /**
     * The file that holds what several files share, as {@code dwz -m} writes it ({@code .gnu_debugaltlink}, {@code .debug_sup}).
     *
     * @param path as it stands in the referring file; relative to that file's folder if it does not begin with a slash
     * @param buildId of the shared file, lower-case hexadecimal digits; empty if the referring file does not tell
     */
    Optional<ElfFile> alternate(String path, String buildId);

    /** The package of all split units ({@code MODULE.dwp}). */
    Optional<ElfFile> splitPackage();

    /**
     * A file with one split unit ({@code .dwo}); its identity is checked by who asks.
     *
     * @param compilationFolder in which the compiler ran ({@code DW_AT_comp_dir}); empty if it is not told
     * @param name {@code DW_AT_dwo_name}: absolute, or relative to the folder
     */
    Optional<ElfFile> splitUnit(String compilationFolder, String name);
}
