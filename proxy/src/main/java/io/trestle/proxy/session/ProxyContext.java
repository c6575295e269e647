package io.trestle.proxy.session;

import io.trestle.proxy.Limits;

/**
 * What all sessions of a proxy share.
 *
 * @param limits as they were when a session began
 */
public record ProxyContext(
    Limits limits, Routes routes, Analyst analyst, CancelKeys cancelKeys, LoginPolicy login) {}
