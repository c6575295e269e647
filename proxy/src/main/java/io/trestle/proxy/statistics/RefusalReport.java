package io.trestle.proxy.statistics;

import java.time.Instant;

/**
 * Refusals of one shape, for one cause.
 *
 * @param database in which
 * @param rule the rule's name; empty where no rule is the cause
 * @param code the SQLSTATE
 * @param cause in words
 * @param shape the statement without its values
 * @param user of the latest
 * @param applicationName of the latest
 * @param count how many
 * @param first when the first came
 * @param last when the latest came
 */
public record RefusalReport(
    String database,
    String rule,
    String code,
    String cause,
    String shape,
    String user,
    String applicationName,
    long count,
    Instant first,
    Instant last) {}
