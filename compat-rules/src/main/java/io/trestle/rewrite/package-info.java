/**
 * The rewriting of SQL: from a statement's text to edits of it.
 *
 * <p>The way of a statement: {@link io.trestle.rewrite.RuleSetRewriter} looks it up; {@link
 * io.trestle.rewrite.Analysis} cuts it into tokens and statements; {@link
 * io.trestle.rewrite.MaskedText} gives JSqlParser a text of the same shape in which nothing can
 * mislead it; a {@link io.trestle.rewrite.StatementRewriter} walks the tree, binds names in {@link
 * io.trestle.rewrite.Scope}s and puts {@link io.trestle.rewrite.Edits} on tokens; {@link
 * io.trestle.rewrite.AccountingGuard} refuses what no one explained, and {@link
 * io.trestle.rewrite.Verifier} reads the result once more.
 *
 * <p>The tree says <em>where</em> things are. Names and literals are always read from the client's
 * own tokens; the tree is never printed.
 */
@NullMarked
package io.trestle.rewrite;

import org.jspecify.annotations.NullMarked;
