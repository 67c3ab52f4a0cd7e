/** Starts, stops and reads processes: the only package with native calls. */
@NullMarked
package tidemark.process;

import org.jspecify.annotations.NullMarked;
