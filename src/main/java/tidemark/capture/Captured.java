package tidemark.capture;

import tidemark.snapshot.Snapshot;

/** A snapshot, with what it took. */
public record Captured(Snapshot snapshot, Effort effort) {}
