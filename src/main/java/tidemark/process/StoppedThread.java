package tidemark.process;

/** A thread that stands still, with its registers. */
public record StoppedThread(int tid, Registers registers) {}
