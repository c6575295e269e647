package io.trestle.cli.statements;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL writes for log_statement, log_min_duration_statement and auto-sampling. */
final class LogMessage {

  /** Parse and Bind are told apart from Execute: each would count one execution again. */
  private static final Pattern STATEMENT =
      Pattern.compile("^(?:duration: [0-9.]+ ms {2})?(?:statement|execute (?!fetch from )[^:]*): ");

  private LogMessage() {}

  /** The statement that a message of severity LOG tells of, or null. */
  static @Nullable String statement(String message) {
    Matcher start = STATEMENT.matcher(message);
    return start.find() ? message.substring(start.end()) : null;
  }
}
