package tidemark.report;

import tidemark.snapshot.ModuleInstance;

/**
 * Why blocks were lost: a module was unloaded, and one of its words led to them until then.
 *
 * @param module one of the instances of the module
 * @param wordAddress in the module file's own address space
 */
public record Cause(ModuleInstance module, long wordAddress, long blocks, long bytes) {
    Cause plus(Cause same) {
        return new Cause(module, wordAddress, blocks + same.blocks, bytes + same.bytes);
    }
}
