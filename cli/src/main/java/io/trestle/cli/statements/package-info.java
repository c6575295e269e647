/**
 * Where the statements of a live system come from: scripts, the server's logs in its three formats,
 * and pg_stat_statements. Out comes one {@link io.trestle.cli.statements.LoggedStatement} after the
 * other; no source is ever held whole. Start with {@link
 * io.trestle.cli.statements.StatementSources}.
 */
@NullMarked
package io.trestle.cli.statements;

import org.jspecify.annotations.NullMarked;
