package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.process.ThreadNumbers;
import tidemark.snapshot.Root;

/** What of stacks, TLS and control blocks must count as root and what must not, each with a program that lays the bait. */
class StackHazardsTest {
    private static final String ENDED_THREAD = """
            static __thread void *local;
            static void *lost;
            static void *work(void *unused) {
                void *volatile on_stack[64];
                on_stack[10] = lost;
                local = lost;
                fact("onStack", (unsigned long)&on_stack[10]);
                fact("local", (unsigned long)&local);
                fact("own", pthread_self());
                return RESULT;
            }
            int main(void) {
                pthread_t id;
                lost = malloc(100);
                block("lost", lost, 100);
                thread("main");
                pthread_create(&id, 0, work, 0);
                WAIT
                ready();
            }
            """;

    @Test
    void cachedStackOfEndedThreadWithItsTlsIsNoRoot() throws Exception {
        String source = ENDED_THREAD.replace("RESULT", "0").replace("WAIT", "pthread_join(id, 0);");
        try (Program program = new Program(source)) {
            for (String bait : List.of("onStack", "local")) {
                program.assertBait(program.fact(bait), program.fact("block.lost"));
                program.assertNoRoot(program.fact(bait));
            }
        }
    }

    @Test
    void endedThreadThatNobodyJoinedKeepsOnlyItsResult() throws Exception {
        String wait =
                "char path[64]; sprintf(path, \"/proc/self/task/%d\", *(int *)((char *)id + hazard_descriptor(\"_thread_db_pthread_tid\")[2]));"
                        + "if (*(int *)((char *)id + hazard_descriptor(\"_thread_db_pthread_tid\")[2])) while (!access(path, F_OK)) usleep(1000);";
        String source = ENDED_THREAD.replace("RESULT", "lost").replace("WAIT", wait);
        try (Program program = new Program(source)) {
            for (String bait : List.of("onStack", "local")) {
                program.assertBait(program.fact(bait), program.fact("block.lost"));
                program.assertNoRoot(program.fact(bait));
            }
            long result = program.fact("own");
            while (program.words().at(result) != program.fact("block.lost")) {
                result += 8;
            }
            assertThat(program.rootAt(result).label()).isEqualTo("ended thread that was not joined");
        }
    }

    @Test
    void runningThreadsStackIsRootFromItsStackPointerUpWithItsTls() throws Exception {
        try (Program program = new Program("""
                static __thread void *local;
                static void *lost;
                static void __attribute__((noinline)) deeper(void) {
                    void *volatile below[512];
                    below[5] = lost;
                    fact("below", (unsigned long)&below[5]);
                }
                static void *work(void *name) {
                    void *volatile above[8];
                    above[3] = lost;
                    local = lost;
                    fact("above", (unsigned long)&above[3]);
                    fact("local", (unsigned long)&local);
                    deeper();
                    thread("worker");
                    sem_post(name);
                    wait_for_ever();
                    return above[3];
                }
                int main(void) {
                    pthread_t id;
                    sem_t started;
                    sem_init(&started, 0, 0);
                    lost = malloc(100);
                    block("lost", lost, 100);
                    thread("main");
                    pthread_create(&id, 0, work, &started);
                    sem_wait(&started);
                    ready();
                }
                """)) {
            long lost = program.fact("block.lost");
            program.assertBait(program.fact("below"), lost);
            program.assertNoRoot(program.fact("below"));
            for (String bait : List.of("above", "local")) {
                program.assertBait(program.fact(bait), lost);
                Root.Range root = program.rootAt(program.fact(bait));
                assertThat(root.kind()).isEqualTo(Root.Kind.STACK);
                assertThat(root.label()).isEqualTo("thread " + program.fact("tid.worker"));
            }
        }
    }

    @Test
    void mainThreadsStackIsRootFromItsStackPointerUp() throws Exception {
        try (Program program = new Program("""
                static void *lost;
                static void __attribute__((noinline)) deeper(void) {
                    void *volatile below[4096];
                    below[5] = lost;
                    fact("below", (unsigned long)&below[5]);
                }
                int main(void) {
                    void *volatile above = lost = malloc(100);
                    block("lost", lost, 100);
                    fact("above", (unsigned long)&above);
                    deeper();
                    thread("main");
                    ready();
                }
                """)) {
            program.assertBait(program.fact("below"), program.fact("block.lost"));
            program.assertNoRoot(program.fact("below"));
            program.assertBait(program.fact("above"), program.fact("block.lost"));
            assertThat(program.rootAt(program.fact("above")).label()).isEqualTo("thread " + program.pid());
        }
    }

    @Test
    void tlsOfMainThreadIsRoot() throws Exception {
        try (Program program = new Program("""
                static __thread void *local;
                int main(void) {
                    local = malloc(100);
                    block("held", local, 100);
                    fact("local", (unsigned long)&local);
                    thread("main");
                    ready();
                }
                """)) {
            program.assertBait(program.fact("local"), program.fact("block.held"));
            assertThat(program.rootAt(program.fact("local")).kind()).isEqualTo(Root.Kind.MAPPING);
        }
    }

    @Test
    void coroutinesStackInMappingIsRootAsIsTheThreadsOwn() throws Exception {
        try (Program program = new Program("""
                static ucontext_t home, away;
                static void *lost;
                static void coroutine(void) {
                    void *volatile on_coroutine = lost;
                    fact("onCoroutine", (unsigned long)&on_coroutine);
                    thread("main");
                    ready();
                }
                int main(void) {
                    void *volatile left_behind = lost = malloc(100);
                    block("lost", lost, 100);
                    fact("leftBehind", (unsigned long)&left_behind);
                    getcontext(&away);
                    away.uc_stack.ss_size = 1 << 16;
                    away.uc_stack.ss_sp = mmap(0, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    away.uc_link = &home;
                    makecontext(&away, coroutine, 0);
                    swapcontext(&home, &away);
                    return left_behind != 0;
                }
                """)) {
            program.assertBait(program.fact("onCoroutine"), program.fact("block.lost"));
            assertThat(program.rootAt(program.fact("onCoroutine")).kind()).isEqualTo(Root.Kind.MAPPING);
            program.assertBait(program.fact("leftBehind"), program.fact("block.lost"));
            assertThat(program.rootAt(program.fact("leftBehind")).kind()).isEqualTo(Root.Kind.STACK);
        }
    }

    @Test
    void threadOnStackOfItsOwnChoiceIsKnownByTheUserList() throws Exception {
        try (Program program = new Program("""
                static void *lost;
                static void __attribute__((noinline)) deeper(void) {
                    void *volatile below[512];
                    below[5] = lost;
                    fact("below", (unsigned long)&below[5]);
                }
                static void *work(void *started) {
                    deeper();
                    thread("worker");
                    sem_post(started);
                    return wait_for_ever();
                }
                int main(void) {
                    pthread_t id;
                    pthread_attr_t attributes;
                    sem_t started;
                    sem_init(&started, 0, 0);
                    lost = malloc(100);
                    block("lost", lost, 100);
                    void *stack = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    pthread_attr_init(&attributes);
                    pthread_attr_setstack(&attributes, stack, 1 << 19);
                    ((void **)stack)[(1 << 16) + 3] = lost;
                    fact("beside", (unsigned long)stack + (1 << 19) + 24);
                    pthread_create(&id, &attributes, work, &started);
                    thread("main");
                    sem_wait(&started);
                    ready();
                }
                """)) {
            program.assertBait(program.fact("below"), program.fact("block.lost"));
            program.assertNoRoot(program.fact("below"));
            program.assertBait(program.fact("beside"), program.fact("block.lost"));
            assertThat(program.rootAt(program.fact("beside")).kind()).isEqualTo(Root.Kind.MAPPING);
        }
    }

    @Test
    void unreadableThreadListsTakeAllStacksAsRootsAndSaySo() throws Exception {
        String source = ENDED_THREAD.replace("RESULT", "0").replace("WAIT", "pthread_join(id, 0);");
        try (Program program = new Program(source)) {
            long notAList = program.fact("block.lost") & -8;
            StackLists broken = new StackLists(notAList, notAList, notAList, 0, 8, 16, 0, 2000, 0);
            ThreadStacks stacks = ThreadStacks.of(
                    program.words(),
                    broken,
                    ThreadNumbers.of(program.pid()),
                    program.pid(),
                    program.threads(),
                    Ranges.NONE);
            assertThat(stacks.all()).isEqualTo(Ranges.NONE);
            assertThat(stacks.gaps()).singleElement().asString().contains("list of threads could not be read");
        }
    }
}
