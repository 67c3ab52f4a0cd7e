/** {@code ./build bench}: runs the workloads of {@code bench/workloads} bare, under Tidemark and under its peers, and tells the ratios. */
@NullMarked
package tidemark.bench;

import org.jspecify.annotations.NullMarked;
