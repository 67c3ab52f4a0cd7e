package tidemark.suppression;

/** A line of a suppression that stands for functions of the call path. */
sealed interface Location {
    /** Whether it stands for exactly this function. */
    boolean matches(Site site);

    /** Valgrind's {@code fun:}. */
    record Function(Wildcards name) implements Location {
        @Override
        public boolean matches(Site site) {
            for (String symbol : site.symbols()) {
                if (name.matches(symbol)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Valgrind's {@code obj:}. */
    record Module(Wildcards path) implements Location {
        @Override
        public boolean matches(Site site) {
            return path.matches(site.object());
        }
    }

    /**
     * Valgrind's {@code src:}.
     *
     * @param file the file's whole path, or its end from some folder on, such as its name alone
     * @param line 0 stands for any
     */
    record Source(Wildcards file, int line) implements Location {
        @Override
        public boolean matches(Site site) {
            String path = site.file();
            return !path.isEmpty() && (line == 0 || line == site.line()) && (file.matches(path) || isEnd(path));
        }

        private boolean isEnd(String path) {
            for (int folder = path.lastIndexOf('/'); folder >= 0; folder = path.lastIndexOf('/', folder - 1)) {
                if (file.matches(path.substring(folder + 1))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** LeakSanitizer's: part of the module's path, of the function's readable name or of the source file's path. */
    record AnyName(Wildcards part) implements Location {
        @Override
        public boolean matches(Site site) {
            return part.matches(site.object()) || known(site.function()) || known(site.file());
        }

        private boolean known(String name) {
            return !name.isEmpty() && part.matches(name);
        }
    }

    /** Valgrind's three dots: any number of functions, also none, so that it stands for no one function. */
    record AnyNumber() implements Location {
        @Override
        public boolean matches(Site site) {
            return false;
        }
    }
}
