package tidemark.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tidemark.symbolise.Symboliser;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.debugfile.Debuginfod;
import tidemark.symbolise.debugfile.Progress;
import tidemark.symbolise.demangle.NameStyle;

/**
 * Where names come from, and how they are written.
 *
 * @param extraDebugFolder one more place for separate debug files
 */
record NamingOptions(Optional<Path> extraDebugFolder, Servers servers, NameStyle style) {
    /** Whether the servers in DEBUGINFOD_URLS are asked. */
    enum Servers {
        ASKED,
        NOT_ASKED
    }

    static final NamingOptions DEFAULT = new NamingOptions(Optional.empty(), Servers.ASKED, NameStyle.AS_WRITTEN);

    /** Without servers in the environment, not even the classes that could ask one are loaded. */
    Symboliser symboliser(Map<String, String> environment, Progress progress) {
        DebugFiles files = new DebugFiles(Symboliser.DEBUG_FOLDER, extraDebugFolder, download(environment, progress));
        return new Symboliser(files, style);
    }

    Optional<DebugFiles.Download> download(Map<String, String> environment, Progress progress) {
        return servers == Servers.NOT_ASKED
                        || environment.getOrDefault("DEBUGINFOD_URLS", "").isBlank()
                ? Optional.empty()
                : Debuginfod.of(environment, progress);
    }
}
