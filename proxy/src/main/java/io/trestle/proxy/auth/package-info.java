/**
 * SCRAM-SHA-256, ended by the proxy where both legs of a session are TLS: there a client's exchange
 * cannot be relayed, since it is bound to the channel. The console, which has no server behind it,
 * checks its users by the same classes.
 *
 * <p>{@link io.trestle.proxy.auth.ScramServer} is the exchange with the client, {@link
 * io.trestle.proxy.auth.ScramClient} the one with the server; {@code io.trestle.proxy.session} runs
 * both side by side. Salt and iterations are the server's own, for unknown roles too, so that
 * clients learn from the proxy what they would learn from the server. A {@link
 * io.trestle.proxy.auth.VerifierSource} gives the role's {@link
 * io.trestle.proxy.auth.ScramVerifier}, with which the client's proof yields its ClientKey; that
 * one logs in at the server, which has the last word on it. {@link
 * io.trestle.proxy.auth.Authentication} is the setting for all this.
 */
@NullMarked
package io.trestle.proxy.auth;

import org.jspecify.annotations.NullMarked;
