/** Which loss records a user does not want to see: suppression files, and what they match. Knows neither modules nor processes. */
@NullMarked
package tidemark.suppression;

import org.jspecify.annotations.NullMarked;
