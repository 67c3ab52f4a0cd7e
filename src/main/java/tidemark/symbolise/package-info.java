/** From frames to names: best effort, never fatal. */
@NullMarked
package tidemark.symbolise;

import org.jspecify.annotations.NullMarked;
