/**
 * The proving of passwords where the proxy itself is asked: SCRAM-SHA-256 as PostgreSQL speaks it,
 * without channel binding. In come the client's messages and a verifier, out go the answers;
 * nothing here knows sockets, users or files.
 */
@NullMarked
package io.trestle.proxy.auth;

import org.jspecify.annotations.NullMarked;
