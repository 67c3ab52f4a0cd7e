package tidemark.symbolise;

import tidemark.snapshot.ModuleFile;

/** A module in which a frame could not be named. */
public record UnnamedModule(ModuleFile file, Lack lack) {
    /**
     * What is missing or wrong.
     *
     * @param reason to be read behind the module's name: "is stripped, ..."
     * @param remedy whether a debug file would help
     */
    public record Lack(String reason, Remedy remedy) {
        static Lack stripped(String reason) {
            return new Lack(reason, Remedy.DEBUG_FILE);
        }

        static Lack unusable(String reason) {
            return new Lack(reason, Remedy.NONE);
        }
    }

    /** What would bring the names. */
    public enum Remedy {
        DEBUG_FILE,
        NONE
    }

    public String reason() {
        return lack.reason();
    }
}
