package tidemark.cli;

/** How a process ended, as wait(2) tells it. */
record WaitStatus(int status) {
    boolean success() {
        return status == 0;
    }

    boolean signalled() {
        return (status & 0x7f) != 0;
    }

    /** To be read behind "it". */
    String words() {
        int signal = status & 0x7f;
        return !signalled() ? "exited with code " + (status >> 8 & 0xff) : "was killed by signal " + signal;
    }
}
