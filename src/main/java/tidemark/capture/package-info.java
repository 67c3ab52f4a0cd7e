/** Stops a process once and returns a Snapshot of all that the check needs. */
@NullMarked
package tidemark.capture;

import org.jspecify.annotations.NullMarked;
