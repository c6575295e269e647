package io.trestle.proxy.session;

import io.trestle.engine.Engines;
import io.trestle.proxy.Limits;
import io.trestle.proxy.statistics.Statistics;

/** What all sessions of a proxy share. */
public record ProxyContext(
    Limits limits,
    Engines engines,
    Upstream upstream,
    Analyst analyst,
    CancelKeys cancelKeys,
    Statistics statistics,
    Traffic traffic,
    Console console) {}
