/** The command line, the session and the stages of a run. */
@NullMarked
package tidemark.cli;

import org.jspecify.annotations.NullMarked;
