package io.trestle.proxy.session;

import io.trestle.engine.Analyst;
import io.trestle.proxy.Limits;
import io.trestle.proxy.statistics.Statistics;

/**
 * What all sessions of a proxy share.
 *
 * @param limits as they were when a session began
 */
public record ProxyContext(
    Limits limits,
    Routes routes,
    Analyst analyst,
    CancelKeys cancelKeys,
    LoginPolicy login,
    Statistics statistics,
    Traffic traffic,
    Console console) {}
