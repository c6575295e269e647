/**
 * What tools need of PostgreSQL's lexical rules (front ends only for their operators): cutting a
 * stream of statements, telling two statements of one shape, finding the token at a place. In comes
 * text, out go texts and offsets; nothing here knows rules or rewriting. {@code cli} may call it,
 * {@code proxy} for its log and its console, and the driver where names are followed.
 */
@NullMarked
package io.trestle.inspect;

import org.jspecify.annotations.NullMarked;
