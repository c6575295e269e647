package io.trestle.driver;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;

public class CompatXADataSource implements XADataSource {
  public CompatXADataSource(XADataSource source, Map<String, String> settings)
      throws SQLException {}

  protected native XADataSource delegate();

  public native XAConnection getXAConnection() throws SQLException;

  public native XAConnection getXAConnection(String user, String password) throws SQLException;

  public native PrintWriter getLogWriter() throws SQLException;

  public native void setLogWriter(PrintWriter out) throws SQLException;

  public native void setLoginTimeout(int seconds) throws SQLException;

  public native int getLoginTimeout() throws SQLException;

  public native Logger getParentLogger();
}
