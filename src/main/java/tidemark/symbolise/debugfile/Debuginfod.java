package tidemark.symbolise.debugfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * Asks the servers in DEBUGINFOD_URLS, one after another, for debug files by build-id. A server that does not answer in time is not asked again. What
 * arrives counts only if it is an ELF file of that build. Without that variable there is no object of this class, and so no network.
 *
 * <p>Protocol and environment: debuginfod(8), debuginfod_find_debuginfo(3).
 */
public final class Debuginfod implements DebugFiles.Download {
    private static final int DEFAULT_TIMEOUT_SECONDS = 90;
    /** What has to come within the time-out, as elfutils' client asks. */
    private static final long LEAST_BYTES = 100 * 1024;

    private static final int PIECE_BYTES = 1 << 16;
    private static final int MAX_REDIRECTS = 5;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int TEMPORARY_REDIRECT = 307;

    private final DebuginfodCache cache;
    private final List<String> servers;
    /** Zero: as long as it takes. */
    private final Duration timeout;
    /** Zero: as long as it takes. */
    private final Duration mostTime;
    /** Zero: whatever comes. */
    private final long mostBytes;

    private final Progress progress;
    /** Servers that did not answer, each with what was wrong. */
    private final Map<String, String> givenUp = new HashMap<>();

    private boolean cleaned;

    private Debuginfod(List<String> servers, Map<String, String> environment, Progress progress) {
        this.servers = servers;
        this.cache = DebuginfodCache.of(environment);
        this.timeout = Duration.ofSeconds(number(environment, "DEBUGINFOD_TIMEOUT", DEFAULT_TIMEOUT_SECONDS));
        this.mostTime = Duration.ofSeconds(number(environment, "DEBUGINFOD_MAXTIME", 0));
        this.mostBytes = number(environment, "DEBUGINFOD_MAXSIZE", 0);
        this.progress = progress;
    }

    /** Empty if no servers are named. */
    public static Optional<DebugFiles.Download> of(Map<String, String> environment, Progress progress) {
        List<String> servers = new ArrayList<>();
        for (String url : environment.getOrDefault("DEBUGINFOD_URLS", "").split(" ", -1)) {
            String server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            if (!server.isEmpty() && !servers.contains(server)) {
                servers.add(server);
            }
        }
        return servers.isEmpty() ? Optional.empty() : Optional.of(new Debuginfod(servers, environment, progress));
    }

    private static long number(Map<String, String> environment, String name, long byDefault) {
        try {
            return Math.max(0, Integer.parseInt(environment.getOrDefault(name, Long.toString(byDefault))));
        } catch (NumberFormatException _) {
            return byDefault;
        }
    }

    @Override
    public Optional<Path> debugFile(String buildId, String moduleName) throws DownloadException {
        try {
            cleanOnce();
            Optional<Path> cached = cache.found(buildId);
            if (cached.isPresent() || cache.knownToBeMissing(buildId)) {
                return cached;
            }
            return ask(buildId, moduleName);
        } catch (IOException e) {
            throw new DownloadException("and the cache " + cache.file(buildId) + " cannot be used: " + e);
        }
    }

    private void cleanOnce() throws IOException {
        if (!cleaned) {
            cleaned = true;
            cache.clean();
        }
    }

    private Optional<Path> ask(String buildId, String moduleName) throws IOException, DownloadException {
        List<String> failures = new ArrayList<>();
        for (String server : servers) {
            String failure = givenUp.get(server);
            if (failure == null) {
                try {
                    Optional<Path> file = ask(server, buildId, moduleName);
                    if (file.isPresent()) {
                        return file;
                    }
                    continue;
                } catch (DownloadException e) {
                    failure = String.valueOf(e.getMessage());
                } finally {
                    progress.ended();
                }
            }
            failures.add(failure);
        }
        if (!failures.isEmpty()) {
            throw new DownloadException("and " + String.join(", ", failures));
        }
        cache.rememberMissing(buildId);
        return Optional.empty();
    }

    /** Empty if the server says that it has no such file. */
    private Optional<Path> ask(String server, String buildId, String moduleName) throws IOException, DownloadException {
        Path temporary = cache.temporary(buildId);
        try {
            Optional<Instant> modified = Optional.empty();
            HttpURLConnection connection = connect(server, buildId);
            try {
                if (!answers(connection, server)) {
                    return Optional.empty();
                }
                modified = Optional.of(connection.getLastModified())
                        .filter(millis -> millis > 0)
                        .map(Instant::ofEpochMilli);
                save(connection, temporary, server, moduleName);
            } finally {
                connection.disconnect();
            }
            check(temporary, buildId, server);
            return Optional.of(cache.publish(temporary, buildId, modified));
        } finally {
            cache.discard(temporary);
        }
    }

    private HttpURLConnection connect(String server, String buildId) throws DownloadException {
        URI uri = address(server + "/buildid/" + buildId + "/debuginfo", server);
        try {
            for (int redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
                HttpURLConnection connection = open(uri, server);
                int status = connection.getResponseCode();
                String location = connection.getHeaderField("Location");
                if (!isRedirect(status) || location == null) {
                    return connection;
                }
                connection.disconnect();
                uri = address(uri.resolve(location).toString(), server);
            }
        } catch (SocketTimeoutException e) {
            throw givenUp(server, "did not answer within " + timeout.toSeconds() + " s (DEBUGINFOD_TIMEOUT)");
        } catch (IOException | IllegalArgumentException e) {
            throw givenUp(server, "could not be asked: " + e);
        }
        throw givenUp(server, "redirects without an end");
    }

    private HttpURLConnection open(URI uri, String server) throws IOException, DownloadException {
        if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw givenUp(server, "is no http or https address");
        }
        connection.setConnectTimeout((int) timeout.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("User-Agent", "tidemark");
        return connection;
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_MOVED_PERM,
                    HttpURLConnection.HTTP_MOVED_TEMP,
                    HttpURLConnection.HTTP_SEE_OTHER,
                    TEMPORARY_REDIRECT,
                    PERMANENT_REDIRECT -> true;
            default -> false;
        };
    }

    private URI address(String text, String server) throws DownloadException {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw givenUp(server, "is no address");
        }
    }

    /** Any error counts as "not there", as for elfutils' client, but for "too large". */
    private boolean answers(HttpURLConnection connection, String server) throws IOException, DownloadException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw givenUp(server, "does not speak HTTP");
        }
        if (status == HttpURLConnection.HTTP_NOT_ACCEPTABLE
                || (mostBytes > 0 && connection.getContentLengthLong() > mostBytes)) {
            throw new DownloadException("the file at " + server + " is larger than DEBUGINFOD_MAXSIZE");
        }
        return status == HttpURLConnection.HTTP_OK;
    }

    private void save(HttpURLConnection connection, Path temporary, String server, String moduleName)
            throws IOException, DownloadException {
        long expected = connection.getContentLengthLong();
        long bytes = 0;
        Pace pace = new Pace(timeout, mostTime);
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream from = connection.getInputStream();
                OutputStream to = Files.newOutputStream(temporary)) {
            for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
                to.write(piece, 0, count);
                bytes += count;
                progress.received(moduleName, server, bytes, expected);
                if (pace.tooSlow(bytes)) {
                    throw givenUp(server, "is too slow");
                }
                if (mostBytes > 0 && bytes > mostBytes) {
                    throw new DownloadException("the file at " + server + " is larger than DEBUGINFOD_MAXSIZE");
                }
            }
        } catch (SocketTimeoutException e) {
            throw givenUp(server, "sent nothing for " + timeout.toSeconds() + " s (DEBUGINFOD_TIMEOUT)");
        } catch (IOException e) {
            throw new DownloadException(server + " did not send the whole file: " + e.getMessage());
        }
        if (expected >= 0 && bytes != expected) {
            throw new DownloadException(server + " sent " + bytes + " of " + expected + " bytes");
        }
    }

    private static void check(Path file, String buildId, String server) throws DownloadException {
        try {
            ElfFile elf = ElfFile.open(file);
            String found = elf.buildId().orElse("none");
            if (!found.equals(buildId)) {
                throw new DownloadException(server + " sent a file with build-id " + found);
            }
            elf.requireWhole();
        } catch (ElfException e) {
            throw new DownloadException(server + " sent a file that cannot be used: " + e.getMessage());
        }
    }

    private DownloadException givenUp(String server, String why) {
        String failure = server + " " + why;
        givenUp.put(server, failure);
        return new DownloadException(failure);
    }

    /** Whether a download goes on as fast as the environment asks. */
    private static final class Pace {
        private final Duration timeout;
        private final Duration mostTime;
        private final long start = System.nanoTime();
        private long windowStart = start;
        private long bytesBefore;

        Pace(Duration timeout, Duration mostTime) {
            this.timeout = timeout;
            this.mostTime = mostTime;
        }

        boolean tooSlow(long bytes) {
            long now = System.nanoTime();
            if (!mostTime.isZero() && now - start > mostTime.toNanos()) {
                return true;
            }
            if (timeout.isZero() || now - windowStart <= timeout.toNanos()) {
                return false;
            }
            boolean slow = bytes - bytesBefore < LEAST_BYTES;
            windowStart = now;
            bytesBefore = bytes;
            return slow;
        }
    }
}
