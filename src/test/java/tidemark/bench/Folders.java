package tidemark.bench;

import java.nio.file.Path;

/** Where things lie, as absolute paths under the checkout. */
record Folders(Path home) {
    static Folders here() {
        return new Folders(Path.of("").toAbsolutePath());
    }

    /** What {@code ./build} compiled for the benchmark. */
    Path products() {
        return home.resolve("target/bench");
    }

    Path workloads() {
        return home.resolve("bench/workloads");
    }

    Path peers() {
        return home.resolve("bench/peers");
    }

    /** The working directory of a run; empty at its beginning. */
    Path run() {
        return products().resolve("run");
    }

    Path measure() {
        return products().resolve("measure");
    }

    String filled(String word) {
        return word.replace("{workloads}", workloads().toString())
                .replace("{products}", products().toString())
                .replace("{run}", run().toString())
                .replace("{java}", java().toString());
    }

    /** The JVM that runs the benchmark: JDK 25. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
