package io.trestle.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A WARNING for a client, to be sent as NoticeResponse (or as SQLWarning) with the answer of an
 * execution.
 *
 * @param rule the name of the rule because of which it is given, or null
 */
public record SqlNotice(String sqlState, String message, @Nullable String rule) {
  public SqlNotice {
    Objects.requireNonNull(sqlState);
    Objects.requireNonNull(message);
  }

  /** A warning that no rule is the cause of. */
  public SqlNotice(String sqlState, String message) {
    this(sqlState, message, null);
  }
}
