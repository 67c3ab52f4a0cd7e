/** From a Snapshot to a verdict for each block: pure, no input or output. */
@NullMarked
package tidemark.reachability;

import org.jspecify.annotations.NullMarked;
