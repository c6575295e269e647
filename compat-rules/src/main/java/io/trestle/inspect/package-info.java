/**
 * What tools (not front ends) need of PostgreSQL's lexical rules: cutting a stream of statements,
 * telling two statements of one shape, finding the token at a place. In comes text, out go texts
 * and offsets; nothing here knows rules or rewriting. {@code cli} may call it.
 */
@NullMarked
package io.trestle.inspect;

import org.jspecify.annotations.NullMarked;
