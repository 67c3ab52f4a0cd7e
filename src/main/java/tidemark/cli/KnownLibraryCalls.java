package tidemark.cli;

import java.util.Set;
import tidemark.reachability.LibraryCalls;
import tidemark.snapshot.Frame;
import tidemark.symbolise.ExportedNames;

/** What functions of glibc do with what they allocate, by their names: nearly all keep it, and are not listed. For one thread. */
final class KnownLibraryCalls implements LibraryCalls {
    /** A library whose own memory is told apart. */
    enum Library {
        C,
        CXX
    }

    /**
     * Those whose memory {@code __libc_freeres} (glibc 2.36) leaves alone although libc points at it: semaphores, timers, requests; and those whose
     * result the program may give back to libc, by putenv.
     */
    private static final Set<String> HANDING_OUT = Set.of(
            "sem_open",
            "timer_create",
            "mq_notify",
            "getaddrinfo_a",
            "lio_listio",
            "aio_read",
            "aio_write",
            "strdup",
            "__strdup",
            "strndup",
            "__strndup",
            "asprintf",
            "__asprintf",
            "__asprintf_chk",
            "vasprintf",
            "__vasprintf_chk",
            "getline",
            "getdelim",
            "__getdelim");

    private static final Set<String> LOADING =
            Set.of("dlopen", "dlmopen", "dlclose", "dlsym", "dlvsym", "dlinfo", "dladdr", "dladdr1");

    private final Set<Library> told;
    private final ExportedNames names = new ExportedNames();

    KnownLibraryCalls(Set<Library> told) {
        this.told = told;
    }

    @Override
    public Use of(Frame entry) {
        if (!(entry instanceof Frame.InModule in)) {
            return Use.HANDED_OUT;
        }
        if (in.module().file().isCxxLibrary()) {
            return told.contains(Library.CXX) ? Use.KEPT : Use.HANDED_OUT;
        }
        String name = told.contains(Library.C) ? names.of(in) : "";
        if (!told.contains(Library.C) || HANDING_OUT.contains(name)) {
            return Use.HANDED_OUT;
        }
        return LOADING.contains(name) ? Use.LOADING : Use.KEPT;
    }
}
