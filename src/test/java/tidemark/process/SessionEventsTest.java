package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionEventsTest {
    private static final int O_RDONLY_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    @TempDir
    static Path programs;

    private static Path client;

    @TempDir
    Path folder;

    private final String name = "tidemark-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private final List<CompiledProgram> clients = new ArrayList<>();
    private int launcherDescriptor;
    private OutputStream launcher;
    private SessionEvents events;

    /** Connects N times and sends what it is told, each time as one message; keeps its connections until it ends. */
    @BeforeAll
    static void compileClient() {
        client = CompiledProgram.compile(programs, """
                #define _GNU_SOURCE
                #include <stddef.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <string.h>
                #include <sys/mman.h>
                #include <sys/socket.h>
                #include <sys/un.h>
                #include <unistd.h>
                static int connect_to(const char *name) {
                    struct sockaddr_un address = {.sun_family = AF_UNIX};
                    strcpy(address.sun_path + 1, name);
                    int s = socket(AF_UNIX, SOCK_SEQPACKET, 0);
                    if (connect(s, (void *) &address, offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))) perror("connect");
                    return s;
                }
                static void send_with(int s, const char *text, size_t bytes, int descriptors) {
                    union { struct cmsghdr header; char bytes[64]; } control = {0};
                    struct iovec content = {(void *) text, bytes};
                    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1};
                    if (descriptors) {
                        message.msg_control = &control;
                        message.msg_controllen = control.header.cmsg_len = CMSG_LEN(4 * descriptors);
                        control.header.cmsg_level = SOL_SOCKET;
                        control.header.cmsg_type = SCM_RIGHTS;
                        int file = memfd_create("handed over", 0);
                        write(file, "content", 7);
                        for (int i = 0; i < descriptors; i++) ((int *) CMSG_DATA(&control.header))[i] = file;
                    }
                    sendmsg(s, &message, 0);
                }
                int main(int argc, char **argv) {
                    int count = atoi(argv[2]);
                    for (int i = 0; i < count; i++) {
                        int s = connect_to(argv[1]);
                        if (!strcmp(argv[3], "silent")) continue;
                        if (!strcmp(argv[3], "close")) { close(s); continue; }
                        if (!strcmp(argv[3], "long")) { static char text[4097]; send_with(s, text, sizeof text, 1); continue; }
                        send_with(s, argv[3], strlen(argv[3]), atoi(argv[4]));
                        if (!strcmp(argv[3], "ask")) { char answer = '-'; long got = read(s, &answer, 1); printf("answer %c %ld\\n", answer, got); fflush(stdout); }
                    }
                    printf("sent\\n"); fflush(stdout);
                    getchar();
                }
                """);
    }

    @BeforeEach
    void listen() throws IOException, InterruptedException, SystemCallException, ProcessException {
        Path pipe = folder.resolve("launcher");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        launcherDescriptor = Syscalls.open(pipe, O_RDONLY_NONBLOCK_CLOEXEC);
        launcher = Files.newOutputStream(pipe);
        events = SessionEvents.of(List.of(ListeningSocket.open(name)), payload -> false, launcherDescriptor);
    }

    @AfterEach
    void close() throws IOException {
        events.close();
        launcher.close();
        Syscalls.close(launcherDescriptor);
        clients.forEach(CompiledProgram::close);
    }

    private CompiledProgram client(int connections, String text, int descriptors) {
        CompiledProgram started =
                CompiledProgram.start(client, name, Integer.toString(connections), text, Integer.toString(descriptors));
        clients.add(started);
        return started;
    }

    private void launcherSays(String text) throws IOException {
        launcher.write(text.getBytes(StandardCharsets.UTF_8));
        launcher.flush();
    }

    private static String text(Event.AgentMessage message) {
        return new String(message.payload().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private Event.AgentMessage nextMessage() throws ProcessException {
        return (Event.AgentMessage) events.next();
    }

    @Test
    void launcherLinesComeWholeAndItsEndOnce() throws IOException, ProcessException {
        launcherSays("started 17\nen");
        assertThat(events.next()).isEqualTo(new Event.LauncherLine("started 17"));
        launcherSays("ded 0\n\nunfinished");
        assertThat(events.next()).isEqualTo(new Event.LauncherLine("ended 0"));
        assertThat(events.next()).isEqualTo(new Event.LauncherLine(""));
        launcher.close();
        assertThat(events.next()).isEqualTo(new Event.LauncherGone());
        events.watch(Integer.MAX_VALUE);
        assertThat(events.next()).isEqualTo(new Event.ProcessEnded(Integer.MAX_VALUE));
    }

    @Test
    void messageCarriesSenderAndOpenFile() throws ProcessException, IOException {
        CompiledProgram sender = client(1, "hello", 1);
        Event.AgentMessage message = nextMessage();
        assertThat(text(message)).isEqualTo("hello");
        assertThat(message.peerPid()).isEqualTo(sender.pid());
        sender.line();
        sender.signal("KILL");
        sender.line();
        ReceivedDescriptor descriptor = message.descriptor().orElseThrow();
        assertThat(Files.readString(descriptor.path())).isEqualTo("content");
        descriptor.close();
        descriptor.close();
        assertThat(descriptor.path()).doesNotExist();
        message.reply().close();
    }

    @Test
    void descriptorsBeyondTheFirstAreClosed() throws ProcessException, IOException {
        long before = ownMemfds();
        client(1, "hello", 3).line();
        Event.AgentMessage message = nextMessage();
        assertThat(message.descriptor()).isPresent();
        assertThat(ownMemfds()).isEqualTo(before + 1);
        message.descriptor().orElseThrow().close();
        assertThat(ownMemfds()).isEqualTo(before);
        message.reply().close();
    }

    private static long ownMemfds() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().contains("handed over");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void replyReachesTheWaitingSender() throws ProcessException {
        CompiledProgram sender = client(1, "ask", 0);
        Event.AgentMessage message = nextMessage();
        assertThat(message.descriptor()).isEmpty();
        assertThat(message.reply().send((byte) 'y')).isTrue();
        assertThat(sender.line()).isEqualTo("answer y 1");
        message.reply().close();
        assertThat(message.reply().send((byte) 'n')).isFalse();
    }

    /** While the session is at work: one whose message was taken, one that was heard, and one that nobody has heard yet. */
    @Test
    void allWhoWaitAreComforted() throws ProcessException, IOException {
        CompiledProgram taken = client(1, "ask", 0);
        Event.AgentMessage message = nextMessage();
        CompiledProgram unheard = client(1, "ask", 0);
        CompiledProgram silent = client(1, "silent", 0);
        assertThat(silent.line()).isEqualTo("sent");
        awaitReadingFromSocket(unheard.pid());
        events.comfort((byte) 'w');
        assertThat(taken.line()).isEqualTo("answer w 1");
        assertThat(unheard.line()).isEqualTo("answer w 1");
        message.reply().close();
        events.comfort((byte) 'w');
        Event.AgentMessage late = nextMessage();
        assertThat(late.peerPid()).isEqualTo(unheard.pid());
        late.reply().close();
    }

    /** /proc/PID/syscall: the number of read is 0, then its arguments. */
    private static void awaitReadingFromSocket(int pid) throws IOException {
        Path folder = Path.of("/proc", Integer.toString(pid));
        String descriptor = "";
        while (!descriptor.startsWith("socket:")) {
            String[] call = Files.readString(folder.resolve("syscall")).split(" ", -1);
            Path link = folder.resolve("fd/" + (call[0].equals("0") ? Long.decode(call[1]) : -1));
            descriptor =
                    Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
        }
    }

    @Test
    void closingTheReplyWithoutAnAnswerReleasesTheSender() throws ProcessException {
        CompiledProgram sender = client(1, "ask", 0);
        nextMessage().reply().close();
        assertThat(sender.line()).isEqualTo("answer - 0");
    }

    @Test
    void replyToKilledSenderFailsQuietly() throws ProcessException {
        CompiledProgram sender = client(1, "ask", 0);
        try (Reply reply = nextMessage().reply()) {
            events.watch(sender.pid());
            sender.signal("KILL");
            assertThat(events.next()).isEqualTo(new Event.ProcessEnded(sender.pid()));
            assertThat(reply.send((byte) 'y')).isFalse();
        }
    }

    @Test
    void silentPeersHoldNobodyUp() throws ProcessException, IOException {
        client(20, "silent", 0).line();
        client(20, "close", 0).line();
        client(1, "long", 0).line();
        launcherSays("line\n");
        assertThat(events.next()).isEqualTo(new Event.LauncherLine("line"));
        client(1, "after all", 0);
        Event.AgentMessage message = nextMessage();
        assertThat(text(message)).isEqualTo("after all");
        message.reply().close();
    }

    @Test
    void manyClientsAtOnceAreAllHeard() throws ProcessException {
        List<CompiledProgram> senders =
                IntStream.range(0, 8).mapToObj(i -> client(100, "many", 1)).toList();
        int[] heard = new int[senders.size()];
        for (int i = 0; i < 100 * senders.size(); i++) {
            Event.AgentMessage message = nextMessage();
            for (int sender = 0; sender < heard.length; sender++) {
                heard[sender] += senders.get(sender).pid() == message.peerPid() ? 1 : 0;
            }
            message.descriptor().orElseThrow().close();
            message.reply().close();
        }
        assertThat(heard).containsOnly(100);
    }

    @Test
    void lastWordsComeBeforeTheEnd() throws ProcessException {
        CompiledProgram sender = client(3, "last", 0);
        events.watch(sender.pid());
        events.watch(sender.pid());
        sender.line();
        sender.signal("KILL");
        sender.line();
        for (int i = 0; i < 3; i++) {
            nextMessage().reply().close();
        }
        assertThat(events.next()).isEqualTo(new Event.ProcessEnded(sender.pid()));
    }
}
