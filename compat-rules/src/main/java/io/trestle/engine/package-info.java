/**
 * The facade of the engine: what a front end (the proxy, the wrapping driver) calls, and nothing
 * else of it.
 *
 * <p>In comes the text of a statement and the {@link io.trestle.engine.SessionState} it arrives in;
 * out goes an {@link io.trestle.engine.Outcome}. Front ends depend on this package, {@code
 * io.trestle.rules} and {@code io.trestle.catalog}; never on the packages that do the rewriting.
 *
 * <p>Whatever takes a parser is for {@link io.trestle.engine.Analyst}: it has it done on threads of
 * its own, within a deadline.
 *
 * <p>What a statement changes among those that the session has prepared in SQL comes with its
 * outcome ({@link io.trestle.engine.PreparedEffects}); a front end hands it back to {@link
 * io.trestle.engine.SessionState#completed} when the server has completed the statement.
 *
 * <p>An outcome may carry a {@link io.trestle.engine.CopyPlan} for the data of a COPY FROM STDIN: a
 * front end gives that data to its {@link io.trestle.engine.CopyFilter} on its way to the server.
 */
@NullMarked
package io.trestle.engine;

import org.jspecify.annotations.NullMarked;
