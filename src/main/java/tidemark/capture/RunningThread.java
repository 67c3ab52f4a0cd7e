package tidemark.capture;

/** A thread that was alive when the process was stopped, and how far down its stack reached. */
record RunningThread(int tid, long sp) {}
