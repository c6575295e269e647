/**
 * The demo: a PostgreSQL of its own, a service that does not know a column and one that does, both
 * live over the proxy, and a migration that walks through all phases beneath them.
 *
 * <p>{@link io.trestle.cli.demo.Demo} tells the story from top to bottom. The services, and the
 * model against which they check every answer, are those of {@link io.trestle.cli.workload}; {@code
 * Migration} is the operator, who runs {@code trestle migrate} as processes of their own ({@code
 * OperatorShell}); {@code Scoreboard} counts.
 */
@NullMarked
package io.trestle.cli.demo;

import org.jspecify.annotations.NullMarked;
