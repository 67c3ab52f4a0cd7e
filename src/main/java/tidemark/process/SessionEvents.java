package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The one place where a session waits: for the launcher's lines, for messages of agents and for the end of processes. Only
 * {@link #next} blocks, and no silent or stuck peer can keep it from telling what others did. To be used by the thread that
 * made it; what events carry may be used by any.
 */
public final class SessionEvents implements AutoCloseable {
    private static final int STANDARD_INPUT = 0;
    private static final int LISTENING_SOCKET = 4;
    private static final int LISTENING_FILE = 5;

    private final AgentConnections connections;
    private final LauncherLines launcher;
    private final Map<Integer, Integer> pidDescriptors = new HashMap<>();
    private final ArrayDeque<Event> events = new ArrayDeque<>();

    private SessionEvents(AgentConnections connections, LauncherLines launcher) {
        this.connections = connections;
        this.launcher = launcher;
    }

    /**
     * The launcher is at standard input; the agents' sockets listen on descriptors 4 and 5, which the launcher opened.
     *
     * @param proof whether a message proves that its sender belongs to the session, whoever its user is
     */
    public static SessionEvents inherited(SessionName session, Predicate<MemorySegment> proof) {
        List<Integer> sockets =
                session.file().isPresent() ? List.of(LISTENING_SOCKET, LISTENING_FILE) : List.of(LISTENING_SOCKET);
        return of(sockets, proof, STANDARD_INPUT);
    }

    static SessionEvents of(List<Integer> listeningSockets, Predicate<MemorySegment> proof, int launcherDescriptor) {
        return new SessionEvents(new AgentConnections(listeningSockets, proof), new LauncherLines(launcherDescriptor));
    }

    /** From now on the process's end is an event; if it has ended already, the next one. */
    public void watch(int pid) throws ProcessException {
        if (pidDescriptors.containsKey(pid)) {
            return;
        }
        try {
            pidDescriptors.put(pid, Syscalls.pidfdOpen(pid));
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.ESRCH) {
                throw new ProcessException(
                        "The end of process " + pid + " cannot be watched: this needs Linux 5.3 and free descriptors",
                        e);
            }
            events.add(new Event.ProcessEnded(pid));
        }
    }

    /** A sign of life for all that wait for the session; for another thread, while this one is at work. */
    public void comfort(byte sign) {
        try {
            connections.comfort(sign);
        } catch (ProcessException _) {
            // Who takes the next event finds the same, and tells it.
        }
    }

    public Event next() throws ProcessException {
        while (events.isEmpty()) {
            awaitActivity();
        }
        return events.remove();
    }

    /** What a process sent before it ended, or the launcher reported its end, is told before that end. */
    private void awaitActivity() throws ProcessException {
        try (Arena arena = Arena.ofConfined()) {
            List<Integer> sockets = connections.rest();
            PollSet set = new PollSet(arena, sockets.size() + pidDescriptors.size() + 1);
            int launcherIndex = launcher.open() ? set.add(launcher.descriptor()) : -1;
            Map<Integer, Integer> pidIndexes = new HashMap<>();
            pidDescriptors.forEach((pid, descriptor) -> pidIndexes.put(pid, set.add(descriptor)));
            sockets.forEach(set::add);
            set.await();

            connections.collect(events::add);
            collectEnded(set, pidIndexes);
            if (launcherIndex >= 0 && set.ready(launcherIndex)) {
                List<Event> said = new ArrayList<>();
                launcher.read(said::add);
                connections.collect(events::add);
                events.addAll(said);
            }
        } catch (SystemCallException e) {
            throw new ProcessException("The session can no longer wait for the program", e);
        }
    }

    private void collectEnded(PollSet set, Map<Integer, Integer> pidIndexes) {
        for (Iterator<Map.Entry<Integer, Integer>> each =
                        pidDescriptors.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Integer, Integer> watched = each.next();
            Integer index = pidIndexes.get(watched.getKey());
            if (index != null && set.ready(index)) {
                each.remove();
                Syscalls.close(watched.getValue());
                events.add(new Event.ProcessEnded(watched.getKey()));
            }
        }
    }

    /** Events that nobody took are dropped, with what they carry closed. */
    @Override
    public void close() {
        for (Event event : events) {
            if (event instanceof Event.AgentMessage message) {
                message.descriptor().ifPresent(ReceivedDescriptor::close);
                message.reply().close();
            }
        }
        events.clear();
        pidDescriptors.values().forEach(Syscalls::close);
        pidDescriptors.clear();
        connections.close();
    }
}
