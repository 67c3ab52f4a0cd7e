/** Turns linkers' names into what the program's author wrote. */
@NullMarked
package tidemark.symbolise.demangle;

import org.jspecify.annotations.NullMarked;
