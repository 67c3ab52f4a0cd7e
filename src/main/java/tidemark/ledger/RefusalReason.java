package tidemark.ledger;

/** Why an agent cannot observe its process. */
public enum RefusalReason {
    FILE_SIZE("the limit on file sizes (ulimit -f) leaves no room for the agent's shared memory; raise it"),
    MEMORY("the limit on address space (ulimit -v) leaves no room for the agent's shared memory; raise it"),
    KERNEL("the kernel is too old: Linux 4.14 is needed"),
    LIBRARY(
            "its loader finds neither the agent's library nor /proc there, in another root folder (chroot); mount /proc in it"),
    SHARED_MEMORY(
            "memfd_create is forbidden here, which the agent's shared memory needs; let the container's seccomp profile allow it"),
    OTHER_MALLOC("its malloc is linked into the program itself, or into a library loaded before the agent; link it with"
            + " libc's or a shared library's malloc"),
    DESCRIPTORS(
            "the limit on open files (ulimit -n) leaves no room for the two that the agent needs to begin; raise it");

    private final String sentence;

    RefusalReason(String sentence) {
        this.sentence = sentence;
    }

    /** How a sentence goes on that begins with the process, and ends with "observed". */
    public String who() {
        return this == LIBRARY ? "becomes or starts a program that is not" : "is not";
    }

    /** What stands in the way, and what to do. */
    public String sentence() {
        return sentence;
    }
}
