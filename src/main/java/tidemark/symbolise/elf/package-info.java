/** Reads ELF files: sections, symbols, unwind bounds, build-ids. */
@NullMarked
package tidemark.symbolise.elf;

import org.jspecify.annotations.NullMarked;
