/**
 * TLS on both legs of a session.
 *
 * <p>{@link io.trestle.proxy.tls.ClientTls} and {@link io.trestle.proxy.tls.ServerTls} are
 * settings: file names and modes, checked for what contradicts itself. {@link
 * io.trestle.proxy.tls.ClientLegTls} and {@link io.trestle.proxy.tls.ServerLegTls} are what is made
 * of them: contexts that follow their files. {@code io.trestle.proxy.session} asks the former for a
 * handler when a client wants TLS, and has the latter negotiate with the server before a session
 * sees the connection. {@link io.trestle.proxy.tls.PemFiles} reads the files, for whoever checks
 * them ahead too.
 */
@NullMarked
package io.trestle.proxy.tls;

import org.jspecify.annotations.NullMarked;
