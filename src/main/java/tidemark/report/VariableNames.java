package tidemark.report;

import tidemark.snapshot.ModuleInstance;
import tidemark.symbolise.VariableName;

/** What a word of a module's data is called. */
@FunctionalInterface
public interface VariableNames {
    /** @param fileAddress in the module file's own address space */
    VariableName of(ModuleInstance module, long fileAddress);
}
