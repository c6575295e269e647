package io.trestle.cli;

import io.trestle.engine.SessionState;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a statement, as far as that is known.
 *
 * @param user the role, or null
 * @param applicationName the application_name, or null
 */
record Sender(@Nullable String user, @Nullable String applicationName) {

  SessionState session(String database) {
    SessionState session = new SessionState(user == null ? "" : user, database);
    session.applicationName(applicationName == null ? "" : applicationName);
    return session;
  }

  /**
   * Whether the session meets a condition of the rule for certain; what is not known meets none.
   */
  boolean knows(Rule rule) {
    return rule.knownBy().isEmpty() || rule.knownBy().stream().anyMatch(this::meets);
  }

  private boolean meets(KnownBy condition) {
    return (condition.attribute() == KnownBy.Attribute.USER ? user : applicationName) != null
        && condition.matches(
            applicationName == null ? "" : applicationName, user == null ? "" : user);
  }

  /**
   * Whether it is certain that the session meets a condition of the rule, or that it meets none.
   */
  boolean isDecided(Rule rule) {
    return knows(rule)
        || rule.knownBy().stream()
            .allMatch(
                condition ->
                    (condition.attribute() == KnownBy.Attribute.USER ? user : applicationName)
                        != null);
  }
}
