package tidemark.symbolise.debugfile;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each connection on loopback with the same bytes, or never. Closing it ends all. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private FakeServer(Answer answer) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> serve(answer));
    }

    @FunctionalInterface
    private interface Answer {
        void to(Socket client) throws IOException;
    }

    static FakeServer saying(byte[] answer) throws IOException {
        return new FakeServer(client -> {
            try (client;
                    OutputStream to = client.getOutputStream()) {
                to.write(answer);
            }
        });
    }

    static FakeServer hanging() throws IOException {
        return new FakeServer(client -> {});
    }

    static byte[] response(String status, byte[] body) {
        return response(status + "\r\nContent-Length: " + body.length, body, body.length);
    }

    /** @param sent how many of the body's bytes are sent */
    static byte[] response(String head, byte[] body, int sent) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        response.write(body, 0, sent);
        return response.toByteArray();
    }

    private void serve(Answer answer) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                BufferedReader from =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                requests.add(from.readLine());
                for (String line = from.readLine(); line != null && !line.isEmpty(); line = from.readLine()) {
                    // the request's head
                }
                answer.to(client);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
