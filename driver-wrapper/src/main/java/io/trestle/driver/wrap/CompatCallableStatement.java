package io.trestle.driver.wrap;

import java.sql.SQLException;

/** A prepared statement with results in parameters. Its text is never another. */
final class CompatCallableStatement extends DelegatingCallableStatement {

  CompatCallableStatement(Start start) throws SQLException {
    super(start);
  }
}
