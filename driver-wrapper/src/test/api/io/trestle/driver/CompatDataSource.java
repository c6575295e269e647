package io.trestle.driver;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.ShardingKeyBuilder;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;

public class CompatDataSource implements DataSource {
  public CompatDataSource() {}

  public CompatDataSource(DataSource source, Map<String, String> settings) throws SQLException {}

  public native void setDataSource(DataSource source);

  public native void setRules(String file);

  public native void setStore(String url);

  public native void setCatalog(String url);

  public native void setMetadata(String shown);

  protected native DataSource delegate();

  public native Connection getConnection() throws SQLException;

  public native Connection getConnection(String user, String password) throws SQLException;

  public native <T> T unwrap(Class<T> type) throws SQLException;

  public native boolean isWrapperFor(Class<?> type) throws SQLException;

  public native String toString();

  public native PrintWriter getLogWriter() throws SQLException;

  public native void setLogWriter(PrintWriter out) throws SQLException;

  public native void setLoginTimeout(int seconds) throws SQLException;

  public native int getLoginTimeout() throws SQLException;

  public native Logger getParentLogger();

  public native ConnectionBuilder createConnectionBuilder() throws SQLException;

  public native ShardingKeyBuilder createShardingKeyBuilder() throws SQLException;
}
