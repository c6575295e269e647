package io.trestle.driver;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;

public class CompatConnectionPoolDataSource implements ConnectionPoolDataSource {
  public CompatConnectionPoolDataSource(
      ConnectionPoolDataSource source, Map<String, String> settings) throws SQLException {}

  protected native ConnectionPoolDataSource delegate();

  public native PooledConnection getPooledConnection() throws SQLException;

  public native PooledConnection getPooledConnection(String user, String password)
      throws SQLException;

  public native PrintWriter getLogWriter() throws SQLException;

  public native void setLogWriter(PrintWriter out) throws SQLException;

  public native void setLoginTimeout(int seconds) throws SQLException;

  public native int getLoginTimeout() throws SQLException;

  public native Logger getParentLogger();
}
