package io.trestle.driver.wrap;

import java.sql.SQLException;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** COPY, as the engine says. */
final class CompatCopyManager extends CopyManager {

  CompatCopyManager(CompatConnection connection) throws SQLException {
    super(connection.session().driver().base());
  }

  @Override
  public CopyIn copyIn(String sql) throws SQLException {
    return super.copyIn(sql);
  }

  @Override
  public CopyOut copyOut(String sql) throws SQLException {
    return super.copyOut(sql);
  }

  @Override
  public CopyDual copyDual(String sql) throws SQLException {
    return super.copyDual(sql);
  }
}
