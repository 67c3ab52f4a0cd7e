package tidemark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tidemark.bench.Workload.Kind;

/** All workloads, in the order of the tables. What they do stands in {@code bench/workloads}. */
final class Workloads {
    static final String MALLOC_5 = "malloc-5";
    static final String MALLOC_50 = "malloc-50";
    static final String MODULES = "modules";
    static final String MODULES_DEEPBIND = "modules-deepbind";
    static final String HELLO = "php-hello";

    private static final int MODULE_COUNT = 20;

    private Workloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (int depth : new int[] {5, 50}) {
            for (int threads : new int[] {1, 2, 4}) {
                all.add(malloc(depth, threads));
            }
        }
        all.add(new Workload(
                        "malloc-others",
                        Kind.SPECIAL,
                        "malloc at depth 5 in one thread, free in another",
                        words("{products}/malloc 5 2 {size} others"),
                        "6000000",
                        "1000000",
                        "20000")
                .needs("libc6"));
        all.add(typical("php", "PHP without its own allocator", "php {workloads}/script.php {size}", "400", "15", "1")
                .with("USE_ZEND_ALLOC=0")
                .needs("php-cli"));
        all.add(typical(
                        "python",
                        "Python without its own allocator",
                        "/usr/bin/python3 {workloads}/script.py {size}",
                        "300",
                        "10",
                        "1")
                .with("PYTHONMALLOC=malloc")
                .needs("python3"));
        all.add(sqlite());
        all.add(typical("lua", "Lua with cjson and lpeg", "lua5.4 {workloads}/script.lua {size}", "500", "25", "1")
                .needs("lua5.4", "lua-cjson", "lua-lpeg"));
        all.add(typical(
                        "g++",
                        "g++ -O1 on recursive templates; the work is cc1plus's",
                        "g++ -std=c++17 -O1 -DDEPTH={size} -c -o {run}/templates.o {workloads}/templates.cc",
                        "10",
                        "1",
                        "1")
                .inChildren()
                .resultOf(List.of("sh", "-c", "sha256sum <\"$0\"", "{run}/templates.o"))
                .needs("g++"));
        all.add(git());
        all.add(modules(MODULES, "plain"));
        all.add(modules(MODULES_DEEPBIND, "deepbind"));
        all.add(java());
        all.add(new Workload(
                        HELLO,
                        Kind.WHOLE_COMMAND,
                        "PHP with all its extensions says hello",
                        List.of("php", "-r", "echo \"Hello World\\n\";"),
                        "",
                        "",
                        "")
                .needs("php-cli", "php-http", "php-raphf"));
        return List.copyOf(all);
    }

    /** With several threads the name ends in how many. */
    static String mallocName(int depth, int threads) {
        return "malloc-" + depth + (threads == 1 ? "" : "-threads-" + threads);
    }

    private static Workload malloc(int depth, int threads) {
        return new Workload(
                        mallocName(depth, threads),
                        Kind.SPECIAL,
                        "malloc and free in pairs, of four one a realloc, at depth %d, %s"
                                .formatted(depth, threads == 1 ? "one thread" : threads + " threads"),
                        words("{products}/malloc " + depth + " " + threads + " {size} own"),
                        "30000000",
                        "3000000",
                        "20000")
                .needs("libc6");
    }

    private static Workload sqlite() {
        return new Workload(
                        "sqlite3",
                        Kind.TYPICAL,
                        "SQLite in memory, a million rows",
                        List.of(
                                "sqlite3",
                                ":memory:",
                                "create table size(n); insert into size values({size})",
                                ".read {workloads}/rows.sql"),
                        "1000000",
                        "100000",
                        "1000")
                .needs("sqlite3");
    }

    private static Workload git() {
        String repository = "{run}/repository";
        return new Workload(
                        "git",
                        Kind.TYPICAL,
                        "git gc --aggressive, one thread",
                        words("git -C " + repository + " -c pack.threads=1 gc --aggressive --prune=now --quiet"),
                        "300",
                        "300",
                        "20")
                .inChildren()
                .with("GIT_CONFIG_GLOBAL=/dev/null")
                .with("GIT_CONFIG_SYSTEM=/dev/null")
                .preparedBy(words("sh {workloads}/repository.sh " + repository + " {size}"))
                .resultOf(List.of(
                        "sh",
                        "-c",
                        "git -C \"$0\" fsck --full && git -C \"$0\" count-objects -v | grep -v size"
                                + " && git -C \"$0\" rev-list --objects --all | sha256sum",
                        repository))
                .needs("git");
    }

    private static Workload modules(String name, String binding) {
        List<String> command = new ArrayList<>(words("{products}/modules " + binding + " {size}"));
        IntStream.rangeClosed(1, MODULE_COUNT)
                .mapToObj(number -> "{products}/module-" + number + ".so")
                .forEach(command::add);
        String how = binding.equals("plain") ? "" : ", with RTLD_DEEPBIND";
        return new Workload(
                        name,
                        Kind.SPECIAL,
                        "20 modules loaded and unloaded 500 times" + how,
                        command,
                        "500",
                        "500",
                        "3")
                .needs("libc6");
    }

    private static Workload java() {
        List<String> command = Stream.of(
                        "{java}",
                        "-XX:+UseSerialGC",
                        "-Xms64m",
                        "-Xmx64m",
                        "-cp",
                        "{products}/classes",
                        "--enable-native-access=ALL-UNNAMED",
                        "Allocations",
                        "{products}/liballocations.so",
                        "{size}")
                .toList();
        return new Workload(
                "java", Kind.SPECIAL, "Java: arenas, foreign functions, JNI", command, "40000", "10000", "100");
    }

    private static Workload typical(
            String name, String what, String command, String full, String reduced, String tiny) {
        return new Workload(name, Kind.TYPICAL, what, words(command), full, reduced, tiny);
    }

    private static List<String> words(String words) {
        return List.of(words.split(" ", -1));
    }
}
