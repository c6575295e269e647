/**
 * What Trestle costs.
 *
 * <p>{@link io.trestle.bench.EngineBenchmarks} runs the JMH benchmarks of the engine; they need no
 * database, since {@link io.trestle.bench.SampleEngine} gives the engine a catalog made by hand.
 * {@link io.trestle.bench.WrapperBenchmarks} runs those of the driver's wrappers, over the stand-in
 * of {@link io.trestle.bench.standin}; {@link io.trestle.bench.DriverPairs} compares drivers before
 * a server. {@link io.trestle.bench.PassThrough} is the proxy that does nothing, beside which
 * {@code bench/ladder.sh} measures the one that does something.
 *
 * <p>Nothing here is part of the product, and nothing of the product knows it.
 */
@NullMarked
package io.trestle.bench;

import org.jspecify.annotations.NullMarked;
