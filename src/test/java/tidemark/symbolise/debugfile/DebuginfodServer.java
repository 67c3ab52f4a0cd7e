package tidemark.symbolise.debugfile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Path;

/** elfutils' own server, on a folder of files that it has read when this is made. */
final class DebuginfodServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private DebuginfodServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static DebuginfodServer on(Path folder) throws IOException {
        int port = freePort();
        Process process = new ProcessBuilder(
                        "debuginfod", "-v", "-d", ":memory:", "-p", Integer.toString(port), "-F", folder.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line == null || !line.contains("groomed database"); line = log.readLine()) {
            if (line == null) {
                throw new AssertionError("debuginfod ended: " + process.toHandle());
            }
        }
        Thread.ofPlatform().daemon().start(() -> drain(log));
        return new DebuginfodServer(process, port);
    }

    /** It would wait when the pipe is full. */
    private static void drain(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // the server has ended
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
