package tidemark.symbolise;

import tidemark.snapshot.ModuleInstance;

/** What a frame is called, as precisely as the module's file tells. */
public sealed interface FrameName {
    /** The name alone: {@code event_base_new}, {@code http.so+0x1a2b}, {@code 0x7f1200001000}. */
    String text();

    /**
     * In a function whose symbol covers the address.
     *
     * @param name demangled; with the version that the symbol table gives, as Memcheck shows it: {@code
     *     dlclose@@GLIBC_2.34}
     * @param symbol the same name as the symbol table spells it, which is what Memcheck's suppressions mean
     * @param fileAddress the address that was looked up, in the file's own address space
     */
    record Function(String name, String symbol, ModuleInstance module, long fileAddress) implements FrameName {
        @Override
        public String text() {
            return name;
        }
    }

    /**
     * In a module, at an address that no symbol covers.
     *
     * @param fileAddress the address that was looked up, in the file's own address space
     */
    record InModule(ModuleInstance module, long fileAddress) implements FrameName {
        @Override
        public String text() {
            return module.file().name() + "+0x" + Long.toHexString(fileAddress);
        }
    }

    /** Outside of every module. */
    record Anonymous(long runtimeAddress) implements FrameName {
        @Override
        public String text() {
            return "0x" + Long.toHexString(runtimeAddress);
        }
    }
}
