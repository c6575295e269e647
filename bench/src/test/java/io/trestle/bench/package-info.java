/** Tests of the benchmarks. */
@NullMarked
package io.trestle.bench;

import org.jspecify.annotations.NullMarked;
