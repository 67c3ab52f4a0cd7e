package tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
                long before = stopped.memory().word(counter).orElseThrow();
                assertThat(before).isPositive();
                for (int i = 0; i < 1000; i++) {
                    assertThat(stopped.memory().word(counter)).hasValue(before);
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
    void endedProcessIsSaidToHaveEnded() {
        try (CompiledProgram target = CompiledProgram.start(Path.of("/bin/true"))) {
            assertThat(target.line()).isEqualTo("ended 0");
            assertThatThrownBy(() -> StoppedProcess.stop(target.pid()).close())
                    .isInstanceOf(ProcessException.class)
                    .hasMessageContaining("Process " + target.pid() + " has ended");
        }
    }
}
