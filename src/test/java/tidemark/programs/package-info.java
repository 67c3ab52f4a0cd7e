/**
 * Runs small programs (folder {@code programs/}) and real ones under Valgrind and under Tidemark and compares both with what is expected.
 * Expectations are text, and each is checked against Memcheck in the same test, wherever Memcheck can tell.
 */
@NullMarked
package tidemark.programs;

import org.jspecify.annotations.NullMarked;
