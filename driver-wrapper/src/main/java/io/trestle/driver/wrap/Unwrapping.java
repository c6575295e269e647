package io.trestle.driver.wrap;

import java.sql.SQLException;
import java.sql.Wrapper;

/** The order in which a wrapper is asked what it is: itself, its delegate, its delegate's. */
final class Unwrapping {

  private Unwrapping() {}

  static <T> T unwrap(Wrapper self, Wrapper delegate, Class<T> type, Events events)
      throws SQLException {
    if (type.isInstance(self)) {
      return type.cast(self);
    }
    T found = type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
    events.bypassed(type);
    return found;
  }

  static boolean isWrapperFor(Wrapper self, Wrapper delegate, Class<?> type) throws SQLException {
    return type.isInstance(self) || type.isInstance(delegate) || delegate.isWrapperFor(type);
  }
}
