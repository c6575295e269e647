package io.trestle.cli.statements;

import org.jspecify.annotations.Nullable;

/**
 * A statement that a system has sent.
 *
 * @param text as it was sent; its start where it is {@code cut}
 * @param place where it was found, as {@code FILE:LINE}, or the name of the view
 * @param calls how often it was sent
 * @param user the role that sent it, or null
 * @param applicationName the application_name of its session, or null
 * @param database the database of its session, or null
 * @param cut whether it is longer than {@link StatementSource#MAX_CHARACTERS}
 */
public record LoggedStatement(
    String text,
    String place,
    long calls,
    @Nullable String user,
    @Nullable String applicationName,
    @Nullable String database,
    boolean cut) {}
