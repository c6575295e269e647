/**
 * PostgreSQL's messages as bytes: finding their bounds, reading the few that the proxy has to
 * understand, and writing the few that it makes itself.
 *
 * <p>In come buffers as they were read from a socket; {@link io.trestle.proxy.wire.FrameWalker}
 * shows each message to a {@link io.trestle.proxy.wire.FrameHandler} in place and forwards what the
 * handler leaves alone. Nothing here knows a session, a channel or a rule. Called by {@code
 * io.trestle.proxy.session} only, on the session's event loop.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     Formats</a>
 */
@NullMarked
package io.trestle.proxy.wire;

import org.jspecify.annotations.NullMarked;
