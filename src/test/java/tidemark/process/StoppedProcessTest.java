package tidemark.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoppedProcessTest {
    @TempDir
    Path folder;

    @Test
    void everyThreadStandsStillAndGoesOn() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <pthread.h>
                #include <stdio.h>
                static volatile unsigned long counter;
                static pthread_barrier_t barrier;
                static void *count(void *unused) { pthread_barrier_wait(&barrier); for (;;) { __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED); } }
                int main(void) {
                    pthread_barrier_init(&barrier, 0, 8);
                    for (int i = 0; i < 7; i++) { pthread_t t; pthread_create(&t, 0, count, 0); }
                    pthread_barrier_wait(&barrier);
                    printf("%lu\\n", (unsigned long) &counter); fflush(stdout);
                    getchar();
                    unsigned long before = counter;
                    while (counter == before) { }
                    return 7;
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            long counter = Long.parseLong(target.line());
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(8);
                assertThat(stopped.notStopped()).isEmpty();
                assertThat(stopped.threads()).extracting(StoppedThread::tid).contains(target.pid());
                ProcessMemory memory = new ProcessMemory(target.pid());
                long before = memory.word(counter).orElseThrow();
                assertThat(before).isPositive();
                for (int i = 0; i < 1000; i++) {
                    assertThat(memory.word(counter)).hasValue(before);
                }
            }
            target.write("\n");
            assertThat(target.line()).isEqualTo("ended 7");
        }
    }

    @Test
    void registersAreThoseOfTheStoppedThread() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <stdio.h>
                int main(void) {
                    printf("ready\\n"); fflush(stdout);
                    __asm__ volatile("movabs $0x1122334455667788, %%rbx; movabs $0x99aabbccddeeff0, %%r13; 1: jmp 1b" ::: "rbx", "r13");
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            Registers registers = firstRegistersWith(target.pid(), 0x1122334455667788L);
            assertThat(registers.general())
                    .contains(
                            new Registers.Value("rbx", 0x1122334455667788L),
                            new Registers.Value("r13", 0x99aabbccddeeff0L),
                            new Registers.Value("rsp", registers.rsp()),
                            new Registers.Value("rbp", registers.rbp()));
            assertThat(nameAt(target.pid(), registers.rsp())).isEqualTo("[stack]");
            assertThat(nameAt(target.pid(), registers.rip())).isEqualTo(program.toString());
            assertThat(new ProcessMemory(target.pid()).word(registers.fsBase())).hasValue(registers.fsBase());
        }
    }

    private static Registers firstRegistersWith(int pid, long rbx) throws ProcessException {
        while (true) {
            try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
                Registers registers = stopped.threads().getFirst().registers();
                if (registers.general().contains(new Registers.Value("rbx", rbx))) {
                    return registers;
                }
            }
        }
    }

    private static String nameAt(int pid, long address) throws ProcessException {
        return Mappings.of(pid).stream()
                .filter(mapping -> mapping.contains(address))
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void signalsThatArriveWhileStoppedAreAllDelivered() throws ProcessException {
        Path program = CompiledProgram.compile(folder, COUNTS_SIGNALS);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(1);
                target.signal("USR1");
                target.signal("USR2");
            }
            assertThat(target.line()).isEqualTo("both");
        }
    }

    @Test
    void signalsThatArriveBeforeTheStopAreAllDelivered() throws ProcessException {
        Path program = CompiledProgram.compile(folder, COUNTS_SIGNALS);
        for (int i = 0; i < 20; i++) {
            try (CompiledProgram target = CompiledProgram.start(program)) {
                target.line();
                target.signal("USR1");
                StoppedProcess.stop(target.pid()).close();
                target.signal("USR2");
                StoppedProcess.stop(target.pid()).close();
                assertThat(target.line()).isEqualTo("both");
            }
        }
    }

    /** Many stops come when a thread stands in front of a signal's delivery. */
    @Test
    void noneOfManySignalsIsLost() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <errno.h>
                #include <pthread.h>
                #include <signal.h>
                #include <stdio.h>
                enum { SIGNALS = 100000 };
                static volatile int received, sent;
                static pthread_t receiver;
                static void receive(int signal) { received++; }
                static void *send(void *unused) {
                    for (; sent < SIGNALS; sent++) while (pthread_kill(receiver, SIGRTMIN) == EAGAIN) { }
                    return unused;
                }
                int main(void) {
                    pthread_t sender;
                    receiver = pthread_self();
                    signal(SIGRTMIN, receive);
                    printf("ready\\n"); fflush(stdout);
                    pthread_create(&sender, 0, send, 0);
                    pthread_join(sender, 0);
                    for (int i = 0; i < 1000000000 && received < SIGNALS; i++) { }
                    printf("%d\\n", received); fflush(stdout);
                    for (;;) { }
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            for (int i = 0; i < 100; i++) {
                StoppedProcess.stop(target.pid()).close();
            }
            assertThat(target.line()).isEqualTo("100000");
        }
    }

    private static final String COUNTS_SIGNALS = """
            #include <signal.h>
            #include <stdio.h>
            #include <unistd.h>
            static volatile int first, second;
            static void on_first(int signal) { first++; }
            static void on_second(int signal) { second++; }
            int main(void) {
                signal(SIGUSR1, on_first);
                signal(SIGUSR2, on_second);
                printf("ready\\n"); fflush(stdout);
                while (!first || !second) { }
                printf("both\\n"); fflush(stdout);
                pause();
            }
            """;

    @Test
    void threadsThatBlockAllSignalsAreStoppedToo() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <pthread.h>
                #include <signal.h>
                #include <stdio.h>
                #include <unistd.h>
                static void *sleep_long(void *unused) { for (;;) pause(); }
                int main(void) {
                    sigset_t all; sigfillset(&all); pthread_sigmask(SIG_BLOCK, &all, 0);
                    for (int i = 0; i < 200; i++) { pthread_t t; pthread_create(&t, 0, sleep_long, 0); }
                    printf("ready\\n"); fflush(stdout);
                    pause();
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(201);
            }
        }
    }

    @Test
    void threadsThatComeAndGoAreAllFound() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <pthread.h>
                #include <stdio.h>
                static volatile int end;
                static void *nothing(void *unused) { return 0; }
                static void *churn(void *unused) { while (!end) { pthread_t t; if (!pthread_create(&t, 0, nothing, 0)) pthread_join(t, 0); } return 0; }
                int main(void) {
                    pthread_t t[4];
                    for (int i = 0; i < 4; i++) pthread_create(t + i, 0, churn, 0);
                    printf("ready\\n"); fflush(stdout);
                    getchar();
                    end = 1;
                    for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
                    return 9;
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            for (int i = 0; i < 50; i++) {
                try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                    assertThat(stopped.threads()).hasSizeBetween(5, 9);
                    for (StoppedThread thread : stopped.threads()) {
                        assertThat(ProcessStatus.threadState(target.pid(), thread.tid()))
                                .isEqualTo('t');
                    }
                }
            }
            target.write("\n");
            assertThat(target.line()).isEqualTo("ended 9");
        }
    }

    @Test
    void threadInVforkIsNotWaitedForAndGoesOnAfterwards() throws ProcessException {
        Path program = CompiledProgram.compile(folder, """
                #include <pthread.h>
                #include <stdio.h>
                #include <unistd.h>
                static int wait_here[2];
                static void *run_child(void *unused) {
                    char go;
                    if (!vfork()) { read(wait_here[0], &go, 1); _exit(0); }
                    printf("child ended\\n"); fflush(stdout);
                    return 0;
                }
                int main(void) {
                    pthread_t t;
                    pipe(wait_here);
                    pthread_create(&t, 0, run_child, 0);
                    printf("%d\\n", getpid()); fflush(stdout);
                    getchar();
                    write(wait_here[1], "x", 1);
                    pthread_join(t, 0);
                    return 3;
                }
                """);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            awaitState(target.pid(), 'D');
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).extracting(StoppedThread::tid).containsExactly(target.pid());
                assertThat(stopped.notStopped()).hasSize(1).doesNotContain(target.pid());
            }
            target.write("\n");
            assertThat(target.line()).isEqualTo("child ended");
            assertThat(target.line()).isEqualTo("ended 3");
        }
    }

    private static void awaitState(int pid, char state) {
        File[] tasks = {};
        while (Stream.of(tasks)
                .noneMatch(task -> ProcessStatus.threadState(pid, Integer.parseInt(task.getName())) == state)) {
            tasks = requireNonNull(new File("/proc/" + pid + "/task").listFiles());
        }
    }

    @Test
    void stoppedJobStaysStopped() throws ProcessException {
        Path program = CompiledProgram.compile(folder, COUNTS_SIGNALS);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            target.signal("STOP");
            awaitState(target.pid(), 'T');
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(1);
            }
            awaitState(target.pid(), 'T');
            target.signal("USR1");
            target.signal("USR2");
            target.signal("CONT");
            assertThat(target.line()).isEqualTo("both");
        }
    }

    @Test
    void processKilledWhileStoppedEnds() throws ProcessException {
        Path program = CompiledProgram.compile(folder, COUNTS_SIGNALS);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(1);
                target.signal("KILL");
            }
            assertThat(target.line()).isEqualTo("ended 137");
        }
    }

    @Test
    void otherTracerIsNamed() throws ProcessException {
        Path program = CompiledProgram.compile(folder, COUNTS_SIGNALS);
        try (CompiledProgram target = CompiledProgram.start(program)) {
            target.line();
            try (StoppedProcess stopped = StoppedProcess.stop(target.pid())) {
                assertThat(stopped.threads()).hasSize(1);
                assertThatThrownBy(() -> StoppedProcess.stop(target.pid()).close())
                        .isInstanceOf(ProcessException.class)
                        .hasMessageContaining("Process " + target.pid() + " cannot be observed")
                        .hasMessageContaining("traces it")
                        .hasMessageContaining("only one tracer");
            }
        }
    }

    @Test
    void endedProcessIsSaidToHaveEnded() {
        try (CompiledProgram target = CompiledProgram.start(Path.of("/bin/true"))) {
            assertThat(target.line()).isEqualTo("ended 0");
            assertThatThrownBy(() -> StoppedProcess.stop(target.pid()).close())
                    .isInstanceOf(ProcessException.class)
                    .hasMessageContaining("Process " + target.pid() + " has ended");
        }
    }
}
