/**
 * The demo: a PostgreSQL of its own, a service that does not know a column and one that does, both
 * live over the proxy, and a migration that walks through all phases beneath them.
 *
 * <p>{@link io.trestle.cli.demo.Demo} tells the story from top to bottom. The services ({@code
 * OldService}, {@code NewService}) keep a model of the table ({@code OrderBook}) and check every
 * answer against it; {@code Migration} is the operator, who runs {@code trestle migrate} as
 * processes of their own ({@code OperatorShell}); {@code Scoreboard} counts.
 */
@NullMarked
package io.trestle.cli.demo;

import org.jspecify.annotations.NullMarked;
