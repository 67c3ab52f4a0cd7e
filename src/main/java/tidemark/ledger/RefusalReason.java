package tidemark.ledger;

/** Why an agent cannot observe its process. */
public enum RefusalReason {
    FILE_SIZE("the limit on file sizes (ulimit -f) leaves no room for the agent's shared memory; raise it"),
    MEMORY("the limit on address space (ulimit -v) leaves no room for the agent's shared memory; raise it"),
    KERNEL("the kernel is too old: Linux 4.14 is needed"),
    SHARED_MEMORY(
            "memfd_create is forbidden here, which the agent's shared memory needs; let the container's seccomp profile allow it"),
    OTHER_MALLOC("its malloc is linked into the program itself, or into a library loaded before the agent; link it with"
            + " libc's or a shared library's malloc");

    private final String sentence;

    RefusalReason(String sentence) {
        this.sentence = sentence;
    }

    /** What stands in the way, and what to do. */
    public String sentence() {
        return sentence;
    }
}
