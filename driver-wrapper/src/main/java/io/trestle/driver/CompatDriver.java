package io.trestle.driver;

import io.trestle.driver.wrap.ConnectionWrapper;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The driver for {@code jdbc:trestle:postgresql://host:port/database?trestle.rules=FILE}: that of
 * PostgreSQL, whose statements are treated as the rules say. Whatever follows {@code jdbc:trestle:}
 * may be any URL, with {@code jdbc:} before it, that leads to a connection of the PostgreSQL
 * driver.
 *
 * <p>Registers itself where {@code java.sql.DriverManager} finds it; when it is deregistered there,
 * as by an application server that takes an application away, its threads end and its connections
 * are closed. Thread-safe. The settings are those of {@link DriverSetting}.
 */
public final class CompatDriver implements Driver {

  private static final String PREFIX = "jdbc:trestle:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  static {
    try {
      DriverManager.registerDriver(new CompatDriver(), Shelf::endAll);
    } catch (SQLException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** For {@code DriverManager}, and pools that make their driver themselves. */
  public CompatDriver() {}

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw new SQLException("url is null");
    }
    return url.startsWith(PREFIX);
  }

  /**
   * Connects.
   *
   * @return null where the URL does not begin with {@code jdbc:trestle:}
   * @throws SQLException where a setting or the rules are wrong, or the driver behind cannot
   *     connect
   */
  @Override
  public @Nullable Connection connect(String url, @Nullable Properties properties)
      throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Settings settings = Settings.of(behind(url), properties);
    Driver driver = driver(settings.url());
    Connection connection = driver.connect(settings.url(), settings.properties());
    if (connection == null) {
      throw noDriver(settings.url());
    }
    ConnectionWrapper wrapper;
    try {
      wrapper = new SharedWrapping(settings);
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
    return wrapper.wrap(connection, settings.loginSeconds());
  }

  private static String behind(String url) {
    return "jdbc:" + url.substring(PREFIX.length());
  }

  private static Driver driver(String url) throws SQLException {
    if (url.startsWith(POSTGRESQL)) {
      return new org.postgresql.Driver();
    }
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException none) {
      throw noDriver(url);
    }
  }

  private static SQLException noDriver(String url) {
    return new SQLException(
        "trestle: there is no driver for "
            + url.replaceAll("\\?.*", "?…")
            + "; expected jdbc:trestle:postgresql://HOST:PORT/DATABASE",
        "08001");
  }

  /** The settings of this driver, and those of the driver behind. */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties)
      throws SQLException {
    if (!acceptsURL(url)) {
      return new DriverPropertyInfo[0];
    }
    Settings settings = Settings.of(behind(url), properties);
    DriverPropertyInfo[] theirs =
        driver(settings.url()).getPropertyInfo(settings.url(), settings.properties());
    return Stream.concat(
            Arrays.stream(DriverSetting.values())
                .map(setting -> setting.info(settings.values().get(setting))),
            Arrays.stream(theirs))
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return 0;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("io.trestle.driver");
  }
}
