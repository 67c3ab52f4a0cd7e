/** Reads the shared memory in which the agent tells what is live. */
@NullMarked
package tidemark.ledger;

import org.jspecify.annotations.NullMarked;
