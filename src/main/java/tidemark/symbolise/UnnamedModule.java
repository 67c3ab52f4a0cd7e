package tidemark.symbolise;

import tidemark.snapshot.ModuleFile;

/**
 * A module in which a frame could not be named.
 *
 * @param reason what is missing or wrong, to be read behind the module's name: "is stripped, ..."
 */
public record UnnamedModule(ModuleFile file, String reason) {}
