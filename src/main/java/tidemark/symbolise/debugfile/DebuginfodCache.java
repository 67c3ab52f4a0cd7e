package tidemark.symbolise.debugfile;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folder that all debuginfod clients of a user share: {@code BUILDID/debuginfo}, an empty file that nobody may read where the servers have nothing, and
 * files that say how long all that is kept. Files appear in one step.
 *
 * <p>As elfutils does it: debuginfod_find_debuginfo(3), "Cache", and its debuginfod-client.c for what the manual leaves open.
 */
final class DebuginfodCache {
    private static final String FILE = "debuginfo";
    private static final Duration CLEAN_INTERVAL = Duration.ofDays(1);
    private static final Duration MISS = Duration.ofMinutes(10);
    private static final Duration MAX_UNUSED_AGE = Duration.ofDays(7);
    /** What elfutils' client puts there, and nothing else, is cleaned away. */
    private static final Pattern CLEANED =
            Pattern.compile("(metadata.*|[a-f0-9]+(/hdr.*|/debuginfo|/executable|/source.*|))");

    private final Path folder;

    DebuginfodCache(Path folder) {
        this.folder = folder;
    }

    static DebuginfodCache of(Map<String, String> environment) {
        String chosen = environment.getOrDefault("DEBUGINFOD_CACHE_PATH", "");
        if (!chosen.isEmpty()) {
            return new DebuginfodCache(Path.of(chosen));
        }
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        Path former = home.resolve(".debuginfod_client_cache");
        if (Files.isDirectory(former)) {
            return new DebuginfodCache(former);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? home.resolve(".cache") : Path.of(xdg);
        return new DebuginfodCache(caches.resolve("debuginfod_client"));
    }

    Path file(String buildId) {
        return folder.resolve(buildId).resolve(FILE);
    }

    Optional<Path> found(String buildId) {
        Path file = file(buildId);
        try {
            return Files.size(file) > 0 ? Optional.of(file) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Whether the servers had nothing the last time, not long ago. An older entry of this kind is removed. */
    boolean knownToBeMissing(String buildId) throws IOException {
        Path file = file(buildId);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.size() > 0) {
                return false;
            }
            if (age(attributes.lastModifiedTime()).compareTo(setting("cache_miss_s", MISS)) < 0) {
                return true;
            }
            Files.deleteIfExists(file);
            return false;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    void rememberMissing(String buildId) throws IOException {
        makeFolder(buildId);
        try {
            Files.createFile(file(buildId), PosixFilePermissions.asFileAttribute(Set.of()));
        } catch (FileAlreadyExistsException _) {
            // another client was quicker
        }
    }

    /** A new file to write to, which nobody else looks at. */
    Path temporary(String buildId) throws IOException {
        return Files.createTempFile(makeFolder(buildId), FILE + ".", "");
    }

    /** @param modified when the server's file was, if it said so; the age in the cache is told by the time of last access */
    Path publish(Path temporary, String buildId, Optional<Instant> modified) throws IOException {
        if (modified.isPresent()) {
            Files.setLastModifiedTime(temporary, FileTime.from(modified.get()));
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--------"));
        return Files.move(
                temporary, file(buildId), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves no empty folder where nothing came of a download. */
    void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
            Path parent = temporary.getParent();
            if (parent != null) {
                Files.deleteIfExists(parent);
            }
        } catch (IOException _) {
            // not empty, or removed by another client
        }
    }

    private Path makeFolder(String buildId) throws IOException {
        Files.createDirectories(
                folder.resolve(buildId),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return folder.resolve(buildId);
    }

    // ---- Cleaning ----

    /** Removes what nobody has read for long, if that was not done lately. */
    void clean() throws IOException {
        Files.createDirectories(folder);
        Duration interval = setting("cache_clean_interval_s", CLEAN_INTERVAL);
        Path mark = folder.resolve("cache_clean_interval_s");
        if (age(Files.getLastModifiedTime(mark)).compareTo(interval) < 0) {
            return;
        }
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now()));
        remove(setting("max_unused_age_s", MAX_UNUSED_AGE));
    }

    private void remove(Duration unused) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (cleaned(file) && age(attributes.lastAccessTime()).compareTo(unused) >= 0) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // another client's cleaning
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (cleaned(visited) && age(Files.getLastModifiedTime(visited)).compareTo(unused) >= 0) {
                    deleteIfEmpty(visited);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void deleteIfEmpty(Path visited) {
        try {
            Files.deleteIfExists(visited);
        } catch (IOException _) {
            // not empty
        }
    }

    private boolean cleaned(Path file) {
        return CLEANED.matcher(folder.relativize(file).toString()).matches() && !file.equals(folder);
    }

    private static Duration age(FileTime time) {
        return Duration.between(time.toInstant(), Instant.now());
    }

    /** What the user has written into a file of that name; a missing file is made, so that there is something to change. */
    private Duration setting(String name, Duration byDefault) throws IOException {
        Path file = folder.resolve(name);
        try {
            return Duration.ofSeconds(Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException _) {
            Files.createDirectories(folder);
            Files.writeString(file, Long.toString(byDefault.toSeconds()));
            return byDefault;
        } catch (NumberFormatException _) {
            return byDefault;
        }
    }
}
