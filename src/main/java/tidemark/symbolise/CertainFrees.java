package tidemark.symbolise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.WrongFree;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.OwnOperators;

/**
 * Leaves out mismatched frees that may be none. The agent sees that malloc's block goes to delete, or new's to free. But where a module has operators of
 * its own, as one that the C++ library is linked into, its operator new is what called malloc, and its operator delete has left by a jump to free,
 * so that nothing on the stack shows it. For one thread.
 */
public final class CertainFrees {
    private final Symboliser symboliser;

    public CertainFrees(Symboliser symboliser) {
        this.symboliser = symboliser;
    }

    /** The snapshot with those wrong frees that are certain. */
    public Snapshot of(Snapshot snapshot) {
        List<WrongFree> certain = new ArrayList<>();
        Optional<Boolean> ownOperators = Optional.empty();
        for (WrongFree wrong : snapshot.wrongFrees()) {
            boolean told = wrong.sort() != WrongFree.Sort.MISMATCHED || calledByNoOperator(snapshot, wrong);
            if (told && wrong.sort() == WrongFree.Sort.MISMATCHED && !betweenOperators(snapshot, wrong)) {
                ownOperators = Optional.of(ownOperators.orElseGet(() -> haveOwnOperators(snapshot.modules())));
                told = !ownOperators.get();
            }
            if (told) {
                certain.add(wrong);
            }
        }
        return certain.size() == snapshot.wrongFrees().size() ? snapshot : snapshot.withWrongFrees(certain);
    }

    private boolean calledByNoOperator(Snapshot snapshot, WrongFree wrong) {
        return isKnown(snapshot, wrong.path(), 1)
                && isKnown(snapshot, wrong.allocatedBy(), 1)
                && !isOperator(snapshot, wrong.path(), 1)
                && !isOperator(snapshot, wrong.allocatedBy(), 1);
    }

    /** The agent's own functions: what they were called as is certain. */
    private boolean betweenOperators(Snapshot snapshot, WrongFree wrong) {
        return isOperator(snapshot, wrong.path(), 0) && isOperator(snapshot, wrong.allocatedBy(), 0);
    }

    private static boolean isKnown(Snapshot snapshot, int path, int frame) {
        return snapshot.callPaths().path(path).frames().size() > frame;
    }

    private boolean isOperator(Snapshot snapshot, int path, int number) {
        List<Frame> frames = snapshot.callPaths().path(path).frames();
        return number < frames.size()
                && symboliser.name(frames.get(number)) instanceof FrameName.Function function
                && OwnOperators.isOperator(function.symbol());
    }

    /** The first module is the agent, whose operators are the ones in question. */
    private static boolean haveOwnOperators(List<ModuleInstance> modules) {
        for (ModuleInstance module : modules) {
            if (module.number() != 0 && !isLibrary(module.file()) && hasOwnOperators(module.file())) {
                return true;
            }
        }
        return false;
    }

    /** The shared C++ library's operators are called by nobody but through the agent's, or the agent has seen it. */
    private static boolean isLibrary(ModuleFile file) {
        return file.name().startsWith("libstdc++.so") || file.name().startsWith("libc++");
    }

    /** A file that cannot be read may have them. */
    private static boolean hasOwnOperators(ModuleFile file) {
        try {
            return !Vdso.is(file) && OwnOperators.areIn(LoadedFile.open(file).elf());
        } catch (ElfException | InternalError _) {
            return true;
        }
    }
}
