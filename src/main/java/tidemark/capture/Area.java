package tidemark.capture;

import tidemark.snapshot.Root;

/** Addresses with the name that a root in them gets. */
record Area(Ranges ranges, Root.Kind kind, String label) {}
