package io.trestle.proxy.statistics;

import java.time.Instant;

/**
 * A session as it was at one moment.
 *
 * @param applicationName as the server reported it last
 * @param client the client's address
 * @param since when it began to log in
 * @param state as pg_stat_activity names it
 * @param backendPid the process ID that the server gave; 0 where it gave none
 */
public record SessionReport(
    String user,
    String database,
    String applicationName,
    String client,
    Instant since,
    String state,
    int backendPid,
    Counts counts) {}
