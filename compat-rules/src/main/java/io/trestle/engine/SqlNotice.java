package io.trestle.engine;

import java.util.Objects;

/**
 * A WARNING for a client, to be sent as NoticeResponse (or as SQLWarning) with the answer of an
 * execution.
 */
public record SqlNotice(String sqlState, String message) {
  public SqlNotice {
    Objects.requireNonNull(sqlState);
    Objects.requireNonNull(message);
  }
}
