package tidemark.symbolise.demangle;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Turns C++ symbols into declarations by the system's own libstdc++ ({@code __cxa_demangle}), which knows what its
 * compiler writes. This is the one place outside of {@code tidemark.process} that makes native calls, since what
 * it calls concerns names only; it is bound when the first C++ name is there. A name that cannot be demangled
 * stays as it is.
 *
 * <p>What is passed is bounded in length and alphabet. The result is not: a name made on purpose can refer to its
 * own parts so often that its declaration fills the memory, as it would with every tool that uses this library;
 * compilers do not write such names.
 */
final class CxxLibrary {
    private static final int MAX_NAME_BYTES = 8192;
    private static final int MAX_RESULT_BYTES = 1 << 20;

    private record Functions(MethodHandle demangle, MethodHandle free) {}

    /** Absent until the first name; empty inside if there is no libstdc++. */
    private Optional<Optional<Functions>> bound = Optional.empty();

    /** The symbol's version, which is no part of the declaration, is left out. */
    String demangle(String symbol) {
        int version = symbol.indexOf('@');
        String mangled = version > 0 ? symbol.substring(0, version) : symbol;
        if (!passable(mangled)) {
            return symbol;
        }
        if (bound.isEmpty()) {
            bound = Optional.of(bind());
        }
        Optional<Functions> functions = bound.get();
        return functions.isPresent() ? call(functions.get(), mangled).orElse(symbol) : symbol;
    }

    private static boolean passable(String mangled) {
        if (mangled.length() > MAX_NAME_BYTES) {
            return false;
        }
        for (int i = 0; i < mangled.length(); i++) {
            if (mangled.charAt(i) <= ' ' || mangled.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static Optional<Functions> bind() {
        Linker linker = Linker.nativeLinker();
        try {
            SymbolLookup library = SymbolLookup.libraryLookup("libstdc++.so.6", Arena.global());
            MethodHandle demangle = linker.downcallHandle(
                    library.findOrThrow("__cxa_demangle"),
                    FunctionDescriptor.of(
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));
            MethodHandle free = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
            return Optional.of(new Functions(demangle, free));
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> call(Functions functions, String mangled) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment result = (MemorySegment) functions.demangle.invokeExact(
                    arena.allocateFrom(mangled), MemorySegment.NULL, MemorySegment.NULL, status);
            if (result.address() == 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(result.reinterpret(MAX_RESULT_BYTES).getString(0));
            } catch (IndexOutOfBoundsException e) {
                return Optional.empty(); // longer than anybody wants to read
            } finally {
                functions.free.invokeExact(result);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("__cxa_demangle and free throw nothing", e);
        }
    }
}
