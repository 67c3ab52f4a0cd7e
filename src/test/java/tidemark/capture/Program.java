package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import tidemark.process.Mapping;
import tidemark.process.Mappings;
import tidemark.process.ProcessException;
import tidemark.process.ProcessMemory;
import tidemark.process.ProcessStatus;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;

/**
 * A small C program that has built its hazard, told its addresses and stands still until it is closed. In place of the agent it tells
 * its blocks: {@code block(name, address, size)}, its threads: {@code thread(name)}, other facts: {@code fact(name, value)}.
 */
final class Program implements AutoCloseable {
    private static final String PRELUDE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <malloc.h>
            #include <pthread.h>
            #include <semaphore.h>
            #include <signal.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/mman.h>
            #include <sys/syscall.h>
            #include <ucontext.h>
            #include <unistd.h>

            static void fact(const char *name, unsigned long value) {
                char line[128];
                int length = snprintf(line, sizeof line, "%s %lx\\n", name, value);
                if (write(1, line, length) != length) abort();
            }
            static void block(const char *name, void *address, unsigned long size) {
                char full[96];
                snprintf(full, sizeof full, "block.%s", name);
                fact(full, (unsigned long)address);
                snprintf(full, sizeof full, "size.%s", name);
                fact(full, size);
            }
            static void __attribute__((noinline)) thread(const char *name) {
                char full[96];
                snprintf(full, sizeof full, "tid.%s", name);
                fact(full, syscall(SYS_gettid));
                snprintf(full, sizeof full, "sp.%s", name);
                fact(full, (unsigned long)__builtin_frame_address(0));
            }
            static unsigned *descriptor(const char *name) {
                unsigned *found = dlvsym(RTLD_DEFAULT, name, "GLIBC_PRIVATE");
                if (!found) { dprintf(2, "no %s\\n", name); abort(); }
                return found;
            }
            static void *stack_offset(void *unused) {
                pthread_attr_t attributes;
                void *low;
                size_t size;
                pthread_getattr_np(pthread_self(), &attributes);
                pthread_attr_getstack(&attributes, &low, &size);
                unsigned long end = (unsigned long)low + size, *word = (unsigned long *)pthread_self();
                for (int i = 0; i < 280; i++)
                    if (word[i] && word[i] <= (unsigned long)low && word[i] + word[i + 1] == end) {
                        fact("stackOffset", i * 8);
                        return 0;
                    }
                abort();
            }
            static void __attribute__((constructor)) find_stack_offset(void) {
                pthread_t id;
                if (pthread_create(&id, 0, stack_offset, 0) || pthread_join(id, 0)) abort();
            }
            static void ready(void) {
                char *global = dlvsym(RTLD_DEFAULT, "_rtld_global", "GLIBC_PRIVATE");
                char *used = global + descriptor("_thread_db_rtld_global__dl_stack_used")[2];
                char *user = global + descriptor("_thread_db_rtld_global__dl_stack_user")[2];
                fact("used", (unsigned long)used);
                fact("user", (unsigned long)user);
                fact("cache", (unsigned long)(user > used ? user + 16 : used + 16));
                fact("linkOffset", descriptor("_thread_db_pthread_list")[2]);
                fact("tidOffset", descriptor("_thread_db_pthread_tid")[2]);
                fact("pthreadBytes", descriptor("_thread_db_sizeof_pthread")[0]);
                fact("brk", (unsigned long)sbrk(0));
                fact("ready", 1);
                char byte;
                while (read(0, &byte, 1) < 0 && errno == EINTR) ;
                _exit(0);
            }
            static void *wait_for_ever(void) {
                sigset_t all;
                sigfillset(&all);
                pthread_sigmask(SIG_BLOCK, &all, 0);
                for (;;) pause();
            }
            """;

    private final Path folder;
    private final Process process;
    private final Map<String, Long> facts = new TreeMap<>();
    private final List<Mapping> mappings;
    private final LiveWords words;

    /** @param source C, behind a prelude; its main ends with {@code ready()} */
    Program(String source) throws IOException, ProcessException, InterruptedException {
        folder = Files.createTempDirectory("program");
        Path file = Files.writeString(folder.resolve("program.c"), PRELUDE + source);
        Path binary = folder.resolve("program");
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-g",
                        "-O1",
                        "-fno-omit-frame-pointer",
                        "-fno-builtin",
                        "-fno-tree-dse",
                        "-pthread",
                        "-w",
                        "-o",
                        "" + binary,
                        "" + file)
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).as("gcc").isZero();
        process = new ProcessBuilder(binary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        readFacts(process.inputReader());
        mappings = Mappings.of(pid());
        words = new LiveWords(new ProcessMemory(pid()));
    }

    private void readFacts(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            String[] words = line.split(" ", 2);
            facts.put(words[0], Long.parseUnsignedLong(words[1], 16));
            if (words[0].equals("ready")) {
                return;
            }
        }
        throw new AssertionError("the program ended before it was ready: " + facts);
    }

    int pid() {
        return Math.toIntExact(process.pid());
    }

    long fact(String name) {
        return Optional.ofNullable(facts.get(name)).orElseThrow(() -> new AssertionError("not told: " + name));
    }

    List<Mapping> mappings() {
        return mappings;
    }

    Words words() {
        return words;
    }

    Blocks blocks() {
        List<String> names = facts.keySet().stream()
                .filter(name -> name.startsWith("block."))
                .sorted((a, b) -> Long.compare(fact(a), fact(b)))
                .toList();
        long[] addresses = names.stream().mapToLong(this::fact).toArray();
        LongStream sizes = names.stream().mapToLong(name -> fact(name.replace("block.", "size.")));
        return new Blocks(addresses, sizes.toArray(), new int[addresses.length]);
    }

    List<RunningThread> threads() {
        return facts.keySet().stream()
                .filter(name -> name.startsWith("tid."))
                .map(name -> new RunningThread((int) fact(name), fact(name.replace("tid.", "sp."))))
                .toList();
    }

    StackLists stackLists() {
        return new StackLists(
                fact("used"),
                fact("user"),
                fact("cache"),
                fact("linkOffset"),
                fact("tidOffset"),
                fact("stackOffset"),
                fact("pthreadBytes"));
    }

    Ranges mainHeap() throws ProcessException {
        return Ranges.of(ProcessStatus.of(pid()).startBrk(), fact("brk"));
    }

    /** A module is its file's mappings with the anonymous one right behind, its .bss. */
    List<ModuleInstance> modules() {
        Map<String, long[]> extents = new TreeMap<>();
        Mapping before = mappings.getFirst();
        for (Mapping mapping : mappings) {
            boolean bss = mapping.name().isEmpty() && mapping.start() == before.end() && before.writable();
            String path = bss ? before.name() : mapping.name();
            if (path.startsWith("/") && path.matches(".*(\\.so.*|/program)")) {
                long[] extent = extents.computeIfAbsent(path, key -> new long[] {mapping.start(), 0});
                extent[1] = mapping.end();
            }
            before = mapping;
        }
        List<ModuleInstance> modules = new ArrayList<>();
        extents.forEach((path, extent) -> modules.add(new ModuleInstance(
                modules.size(),
                new ModuleFile(path, Optional.empty(), Optional.empty()),
                extent[0],
                extent[0],
                extent[1],
                0,
                OptionalLong.empty())));
        return modules;
    }

    RootSearch search() throws ProcessException {
        return new RootSearch(pid(), mappings, Ranges.NONE, mainHeap(), blocks(), modules(), stackLists(), threads());
    }

    RootSearch.Found found() throws ProcessException {
        RootSearch.Found found = search().find(words);
        words.check();
        return found;
    }

    /** Proves the bait: the pointer stands there, in memory that would be root if nothing were taken away. */
    void assertBait(long address, long pointer) {
        assertThat(words.at(address)).as("word at 0x%x", address).isEqualTo(pointer);
        assertThat(WritableMemory.of(mappings).contains(address)).isTrue();
    }

    void assertNoRoot(long address) throws ProcessException {
        RootSearch.Found found = found();
        assertThat(found.roots()).noneMatch(root -> root.start() <= address && address < root.end());
        assertThat(found.gaps()).isEmpty();
    }

    Root.Range rootAt(long address) throws ProcessException {
        return found().roots().stream()
                .filter(root -> root.start() <= address && address < root.end())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no root at 0x" + Long.toHexString(address)));
    }

    @Override
    public void close() {
        words.close();
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(folder.resolve("program"));
            Files.deleteIfExists(folder.resolve("program.c"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
