/**
 * PostgreSQL's lexical rules: tokens of a statement with their exact places in the client's text,
 * PostgreSQL's keywords, and the scan on bytes that tells whether a statement mentions a name at
 * all.
 *
 * <p>Source: PostgreSQL manual, 4.1 Lexical Structure. Nothing here knows rules or the shape of
 * statements.
 */
@NullMarked
package io.trestle.sql;

import org.jspecify.annotations.NullMarked;
