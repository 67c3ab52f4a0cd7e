/** Finds the separate files with a module's symbols and debug information: on disk, and from debuginfod servers. */
@NullMarked
package tidemark.symbolise.debugfile;

import org.jspecify.annotations.NullMarked;
