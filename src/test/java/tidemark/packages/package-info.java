/** What the tests and scripts call, and the packages that it comes from. */
@NullMarked
package tidemark.packages;

import org.jspecify.annotations.NullMarked;
