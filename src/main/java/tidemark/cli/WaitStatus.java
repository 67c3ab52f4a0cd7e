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
        return !signalled() ? "exited with code " + (status >> 8 & 0xff) : "was killed by " + signalWords(signal);
    }

    /** Linux's numbers on x86-64. */
    static String signalWords(int signal) {
        String[] names = {
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS"
        };
        return "signal " + signal + (signal > 0 && signal < names.length ? " (SIG" + names[signal] + ")" : "");
    }
}
