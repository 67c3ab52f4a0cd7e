package tidemark.snapshot;

/**
 * Where a thread began.
 *
 * @param function runtime address of what pthread_create was given
 */
public record ThreadStart(int tid, long function) {}
