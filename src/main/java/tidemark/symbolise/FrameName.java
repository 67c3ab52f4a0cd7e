package tidemark.symbolise;

import java.util.List;
import java.util.Optional;
import tidemark.snapshot.ModuleInstance;

/** What a frame is called, as precisely as the module's files tell. */
public sealed interface FrameName {
    /** The name alone: {@code event_base_new}, {@code http.so+0x1a2b}, {@code 0x7f1200001000}. */
    String text();

    /**
     * In a function, as a symbol that covers the address tells, or else the debug information.
     *
     * @param name demangled; with the version that the symbol table gives, as Memcheck shows it: {@code
     *     dlclose@@GLIBC_2.34}
     * @param symbol the same name as the symbol table spells it, which is what Memcheck's suppressions mean
     * @param fileAddress the address that was looked up, in the file's own address space
     * @param source where in the function; if there are inlined calls, where the outermost of them stands
     * @param inlined the functions that the compiler inlined here into one another, innermost first
     */
    record Function(
            String name,
            String symbol,
            ModuleInstance module,
            long fileAddress,
            Optional<SourceLine> source,
            List<Inlined> inlined)
            implements FrameName {
        public Function {
            inlined = List.copyOf(inlined);
        }

        @Override
        public String text() {
            return name;
        }
    }

    /**
     * An inlined function.
     *
     * @param name demangled
     * @param symbol as the compiler would have spelled it in a symbol table
     * @param sourceName as the source spells it, with template arguments but without scopes; empty if not told
     * @param source where in the function
     * @param description how the debug information describes the call
     */
    record Inlined(
            String name,
            String symbol,
            Optional<String> sourceName,
            Optional<SourceLine> source,
            Description description) {}

    /** What it takes to read the debug information's description of a call. */
    enum Description {
        DIRECT,
        /** Not every reader follows it. */
        INDIRECT
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

    /**
     * Where the kernel called a signal handler: the function outside of it was interrupted, and called nothing.
     *
     * @param module that has the code to which handlers return, mostly libc
     * @param fileAddress the address that was looked up, in the file's own address space
     */
    record SignalFrame(ModuleInstance module, long fileAddress) implements FrameName {
        @Override
        public String text() {
            return "<signal handler called>";
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
