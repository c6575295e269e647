package io.trestle.driver.wrap;

import java.sql.SQLException;

/** A prepared statement with results in parameters. The text of a call is never another. */
final class CompatCallableStatement extends DelegatingCallableStatement {

  CompatCallableStatement(Start start) throws SQLException {
    super(start);
  }
}
