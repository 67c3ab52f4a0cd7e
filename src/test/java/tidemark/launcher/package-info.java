/** Tests of the launcher, which is written in C: they run it with a shell script in Java's place. */
@NullMarked
package tidemark.launcher;

import org.jspecify.annotations.NullMarked;
