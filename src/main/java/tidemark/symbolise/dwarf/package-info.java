/** Reads DWARF: from an address to functions, files and lines, inlined calls included. Knows files only as sections of bytes. */
@NullMarked
package tidemark.symbolise.dwarf;

import org.jspecify.annotations.NullMarked;
