/**
 * A driver that answers at once, from memory: what is measured over it is what stands before it.
 *
 * <p>{@link io.trestle.bench.standin.StandInConnection} is a connection of pgjdbc's own, over a
 * socket that has only the server's greeting ({@code CannedSockets}), so that all that a wrapper
 * asks of it beyond JDBC is answered by pgjdbc. Its statements alone are stand-ins: they take
 * parameters, send nothing, and give the same results each time.
 */
@NullMarked
package io.trestle.bench.standin;

import org.jspecify.annotations.NullMarked;
