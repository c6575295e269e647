/**
 * The proxy as others start it: {@link io.trestle.proxy.ProxyServer}, its settings, and the
 * connection pools for its own look-ups in the catalog.
 *
 * <p>{@link io.trestle.proxy.ProxySettings} holds values only: {@link io.trestle.proxy.Listener}s,
 * servers, databases, {@link io.trestle.proxy.Limits}. {@code ProxyServer.reload} puts others in
 * force, {@code drain} ends without hurry, {@code close} at once.
 *
 * <p>The way of a query: {@link io.trestle.proxy.ProxyServer} accepts a client and gives it a
 * session ({@code io.trestle.proxy.session}), which connects to the upstream server on the same
 * event loop; the session's two walkers ({@code io.trestle.proxy.wire}) take messages from one
 * socket to the other, and stop only at those that a rule may concern.
 *
 * <p>{@link io.trestle.proxy.Operations} is what operators see and do; they come by way of {@code
 * io.trestle.proxy.admin}.
 */
@NullMarked
package io.trestle.proxy;

import org.jspecify.annotations.NullMarked;
