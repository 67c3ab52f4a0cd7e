package tidemark.symbolise.debugfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.symbolise.elf.DebugLink;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * Finds the separate debug file of a module, in gdb's and Valgrind's places: the folder of build-ids, what {@code .gnu_debuglink} names, a file of the
 * module's name with {@code .debug} behind it, the same in an extra folder, and debuginfod servers. A file counts only if it is proved to be of the
 * same build: by its build-id, or, where one of the two has none, by the debuglink's CRC, which is always checked where there is one.
 */
public final class DebugFiles {
    /** What came of a search. */
    public sealed interface Result {
        record Found(ElfFile file) implements Result {}

        /** @param reason to be read behind "is stripped": {@code , and ...} or {@code and has no ...} */
        record Missing(String reason) implements Result {}
    }

    /** The debug file with a build-id, from a server. */
    @FunctionalInterface
    public interface Download {
        Optional<Path> debugFile(String buildId, String moduleName) throws DownloadException;
    }

    private static final String BUILD_IDS = ".build-id";
    private static final Path ROOT = Path.of("/");

    private final List<Path> folders;
    private final Optional<Download> download;

    /**
     * @param debugFolder the system's, such as /usr/lib/debug
     * @param extraFolder one more of the same structure, searched after everything else on disk
     */
    public DebugFiles(Path debugFolder, Optional<Path> extraFolder, Optional<Download> download) {
        this.folders = extraFolder.isPresent() ? List.of(debugFolder, extraFolder.get()) : List.of(debugFolder);
        this.download = download;
    }

    /** Whether there are servers to ask. */
    public boolean asksServers() {
        return download.isPresent();
    }

    /** @param modulePath where the module lay when it was loaded */
    public Result find(ElfFile module, String modulePath) throws ElfException {
        return new Search(module, modulePath).result();
    }

    /**
     * The file that several debug files share (dwz).
     *
     * @param referring where the file lies that refers to it
     * @param path as it is written there: absolute, or relative to the referring file's folder
     * @param buildId of the shared file; empty if it is not told, and then nothing is found
     */
    public Optional<ElfFile> alternate(Path referring, String path, String buildId) {
        if (!isBuildId(buildId)) {
            return Optional.empty();
        }
        for (Path candidate : alternates(referring, path, buildId)) {
            Optional<ElfFile> file = ofBuild(candidate, buildId);
            if (file.isPresent()) {
                return file;
            }
        }
        try {
            Optional<Path> fetched = fetch(buildId, "dwz's common file");
            return fetched.isPresent() ? ofBuild(fetched.get(), buildId) : Optional.empty();
        } catch (DownloadException _) {
            return Optional.empty(); // fewer names
        }
    }

    private List<Path> alternates(Path referring, String path, String buildId) {
        List<Path> candidates = new ArrayList<>();
        try {
            candidates.add(referring.resolveSibling(path).normalize());
            candidates.add(referring.toRealPath().resolveSibling(path).normalize());
        } catch (InvalidPathException | IOException _) {
            // the next places do not depend on it
        }
        for (Path folder : folders) {
            candidates.add(buildIdPath(folder, buildId));
            Path name = Path.of(path).getFileName();
            if (name != null) {
                candidates.add(folder.resolve(".dwz").resolve(name));
            }
        }
        return candidates;
    }

    private static Optional<ElfFile> ofBuild(Path path, String buildId) {
        try {
            ElfFile file = ElfFile.open(path);
            return file.buildId().equals(Optional.of(buildId)) ? Optional.of(file) : Optional.empty();
        } catch (ElfException _) {
            return Optional.empty();
        }
    }

    private Optional<Path> fetch(String buildId, String name) throws DownloadException {
        return download.isPresent() ? download.get().debugFile(buildId, name) : Optional.empty();
    }

    private static Path buildIdPath(Path folder, String buildId) {
        return folder.resolve(BUILD_IDS).resolve(buildId.substring(0, 2)).resolve(buildId.substring(2) + ".debug");
    }

    private static boolean isBuildId(String text) {
        return text.length() >= 4;
    }

    private record Place(Path path, Proof proof) {}

    /** For one module. */
    private final class Search {
        private final ElfFile module;
        private final Path path;
        private final Optional<String> buildId;
        private final Optional<DebugLink> link;
        /** Why a file that lies where the debug file should lie is not used. */
        private final List<String> rejections = new ArrayList<>();

        Search(ElfFile module, String modulePath) throws ElfException {
            this.module = module;
            this.path = pathOf(modulePath);
            Optional<String> id = module.buildId();
            this.buildId = id.isPresent() && isBuildId(id.get()) ? id : Optional.empty();
            this.link = DebugLink.of(module);
        }

        private static Path pathOf(String modulePath) {
            try {
                return Path.of(modulePath).toAbsolutePath();
            } catch (InvalidPathException _) {
                return ROOT;
            }
        }

        Result result() {
            if (buildId.isEmpty() && link.isEmpty()) {
                return new Result.Missing("and has no build-id by which to find its debug file");
            }
            Optional<ElfFile> found = onDisk();
            String failure = "";
            if (found.isEmpty() && buildId.isPresent()) {
                try {
                    found = fromServer(buildId.get());
                } catch (DownloadException e) {
                    failure = ", " + e.getMessage();
                }
            }
            return found.isPresent() ? new Result.Found(found.get()) : new Result.Missing(reason() + failure);
        }

        private String reason() {
            if (!rejections.isEmpty()) {
                return ", and " + rejections.getFirst();
            }
            return buildId.isPresent()
                    ? ", and " + buildIdPath(folders.getFirst(), buildId.get()) + " does not exist"
                    : ", and its debug file " + link.orElseThrow().name() + " was not found";
        }

        private Optional<ElfFile> onDisk() {
            for (Place place : places()) {
                if (Files.isRegularFile(place.path)) {
                    Optional<ElfFile> found =
                            place.proof == Proof.CHECKSUM ? linked(place.path) : checked(place.path, place.proof);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        private List<Place> places() {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < folders.size(); i++) {
                Path folder = folders.get(i);
                if (buildId.isPresent()) {
                    places.add(new Place(buildIdPath(folder, buildId.get()), Proof.BUILD_ID));
                }
                if (i == 0) {
                    addNames(places, path);
                    addNames(places, path.resolveSibling(".debug").resolve(fileName()));
                }
                addNames(
                        places,
                        folder.resolve(ROOT.relativize(path))); // the folder has the file system's folders again
                if (link.isPresent()) {
                    places.add(new Place(folder.resolve(link.get().name()), Proof.CHECKSUM));
                }
            }
            return places;
        }

        private void addNames(List<Place> places, Path beside) {
            String alike = fileName() + ".debug";
            if (link.isPresent()) {
                places.add(new Place(beside.resolveSibling(link.get().name()), Proof.CHECKSUM));
            }
            // What the debuglink names has to agree with its checksum.
            if (buildId.isPresent() && (link.isEmpty() || !link.get().name().equals(alike))) {
                places.add(new Place(beside.resolveSibling(alike), Proof.BUILD_ID));
            }
        }

        private String fileName() {
            return String.valueOf(path.getFileName());
        }

        private Optional<ElfFile> linked(Path candidate) {
            try {
                if (Files.isSameFile(candidate, module.path())) {
                    return Optional.empty();
                }
                if (!link.orElseThrow().means(candidate)) {
                    rejections.add(candidate + " has another checksum than the module expects");
                    return Optional.empty();
                }
            } catch (IOException e) {
                rejections.add(candidate + " cannot be read: " + e.getMessage());
                return Optional.empty();
            }
            return checked(candidate, Proof.CHECKSUM);
        }

        private Optional<ElfFile> checked(Path candidate, Proof proof) {
            try {
                ElfFile file = ElfFile.open(candidate);
                Optional<String> other = file.buildId();
                boolean comparable = other.isPresent() && buildId.isPresent();
                if (comparable ? other.equals(buildId) : proof == Proof.CHECKSUM) {
                    return Optional.of(file);
                }
                rejections.add(candidate + " has another build-id");
            } catch (ElfException e) {
                rejections.add(String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }

        private Optional<ElfFile> fromServer(String id) throws DownloadException {
            Optional<Path> fetched = fetch(id, String.valueOf(path.getFileName()));
            return fetched.isPresent() ? checked(fetched.get(), Proof.BUILD_ID) : Optional.empty();
        }
    }

    /** By what a file is known to be the one. */
    private enum Proof {
        CHECKSUM,
        BUILD_ID
    }
}
