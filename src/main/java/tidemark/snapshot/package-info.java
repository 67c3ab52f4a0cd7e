/** The waist: one stopped moment of a process as an immutable value, with a text form. */
@NullMarked
package tidemark.snapshot;

import org.jspecify.annotations.NullMarked;
