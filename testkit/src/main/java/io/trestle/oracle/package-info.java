/**
 * The oracle: sends the same statement to a database in some phase through Trestle and to a
 * reference database directly, and compares everything that a client can observe.
 *
 * <p>In comes a {@link io.trestle.oracle.Subject}, which says where to connect to for a {@link
 * io.trestle.oracle.Situation} (scenario, stage of the migration, audience) and in which {@link
 * io.trestle.oracle.Manner}s it is asked: by the messages of the protocol, or over JDBC; out goes
 * an {@link io.trestle.oracle.OracleResult}. The cases are text files below {@code
 * resources/oracle}; {@link io.trestle.oracle.CaseFile} describes their format. Nothing here knows
 * how Trestle works.
 */
@NullMarked
package io.trestle.oracle;

import org.jspecify.annotations.NullMarked;
