/**
 * The rewriting of SQL: from a statement's text to edits of it.
 *
 * <p>The way of a statement: {@link io.trestle.rewrite.RuleSetRewriter} looks it up; {@link
 * io.trestle.rewrite.Treatment} bounds it, cuts it into tokens and begins an {@link
 * io.trestle.rewrite.Analysis}, anew where a {@link io.trestle.rewrite.NeedsRelationException} asks
 * for a derived table; {@link io.trestle.rewrite.StatementKinds} tells by the first words what is
 * to be done, and {@link io.trestle.rewrite.Wrapped} finds the query inside DECLARE, PREPARE,
 * CREATE TABLE AS and EXPLAIN; {@link io.trestle.rewrite.MaskedText} gives JSqlParser a text of the
 * same shape in which nothing can mislead it; {@link io.trestle.rewrite.QueryWalker} and the
 * rewriters of INSERT, UPDATE and DELETE bind names in {@link io.trestle.rewrite.Scope}s and put
 * {@link io.trestle.rewrite.Edits} on tokens; {@link io.trestle.rewrite.AccountingGuard} refuses
 * what no one explained, and {@link io.trestle.rewrite.Verifier} reads the result once more.
 *
 * <p>{@link io.trestle.rewrite.PreparedTexts} treats PREPARE, EXECUTE and DEALLOCATE by what the
 * session has prepared, each PREPARE as a text of its own.
 *
 * <p>COPY goes another way, since JSqlParser does not read it: {@link
 * io.trestle.rewrite.CopyStatement} finds its parts among the tokens, and {@link
 * io.trestle.rewrite.CopyRewriter} treats them.
 *
 * <p>The tree says <em>where</em> things are. Names and literals are always read from the client's
 * own tokens; the tree is never printed.
 */
@NullMarked
package io.trestle.rewrite;

import org.jspecify.annotations.NullMarked;
