/**
 * Statements from a grammar, typed so that most of them are valid, over the tables of the oracle's
 * schema.
 *
 * <p>{@link io.trestle.generator.StatementGenerator} makes a statement from {@link
 * io.trestle.generator.Choices}; the same choices make the same statement, and {@link
 * io.trestle.generator.Shrinker} looks for fewer and smaller choices that still do what a longer
 * statement did. Results are deterministic: what decides between rows is ordered totally. Used by
 * {@code io.trestle.oracle.GeneratedCases} and by tests that want many statements.
 */
@NullMarked
package io.trestle.generator;

import org.jspecify.annotations.NullMarked;
