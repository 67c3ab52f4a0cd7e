package tidemark.snapshot;

/**
 * Where a thread began.
 *
 * @param function runtime address of what pthread_create was given; the agent's code in front of that if the thread has not run yet
 */
public record ThreadStart(int tid, long function) {}
