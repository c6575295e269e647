/** Tests of the benchmarks of a migration. */
@NullMarked
package io.trestle.bench.migration;

import org.jspecify.annotations.NullMarked;
