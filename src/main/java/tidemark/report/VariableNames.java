package tidemark.report;

import tidemark.snapshot.ModuleInstance;

/** What a word of a module's data is called. */
@FunctionalInterface
public interface VariableNames {
    /** @param fileAddress in the module file's own address space */
    String of(ModuleInstance module, long fileAddress);
}
