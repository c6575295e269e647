/**
 * Where operators look and act, in two forms over the same tables.
 *
 * <p>{@link io.trestle.proxy.admin.AdminHttp} listens at an address of its own: metrics, health,
 * and JSON for programs; it only shows. {@link io.trestle.proxy.admin.AdminConsole} plays a
 * database of the proxy's own listener, {@code trestle}, over PostgreSQL's protocol: {@code
 * ConsoleHandler} frames and authenticates, {@code ConsoleSession} speaks the simple and the
 * extended protocol, {@code ConsoleStatement} reads the few statements there are, {@code Commands}
 * runs them off the event loops, {@code Tables} are their answers. Migrations it sees and moves by
 * {@link io.trestle.proxy.admin.MigrationControl}, which whoever starts the proxy implements.
 *
 * <p>Both read {@link io.trestle.proxy.Operations} and {@link
 * io.trestle.proxy.admin.OperatedRules}; neither is called by anybody but who starts the proxy, and
 * {@code Login}, which hands clients over.
 */
@NullMarked
package io.trestle.proxy.admin;

import org.jspecify.annotations.NullMarked;
