/** Loss records, summaries and their text. */
@NullMarked
package tidemark.report;

import org.jspecify.annotations.NullMarked;
