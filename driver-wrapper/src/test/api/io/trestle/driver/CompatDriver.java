package io.trestle.driver;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

public final class CompatDriver implements Driver {
  public CompatDriver() {}

  public native boolean acceptsURL(String url) throws SQLException;

  public native Connection connect(String url, Properties info) throws SQLException;

  public native DriverPropertyInfo[] getPropertyInfo(String url, Properties info)
      throws SQLException;

  public native int getMajorVersion();

  public native int getMinorVersion();

  public native boolean jdbcCompliant();

  public native Logger getParentLogger();
}
