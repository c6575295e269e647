package io.trestle.bench.standin;

import io.trestle.driver.wrap.DelegatingConnection;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/** A connection of pgjdbc's whose statements answer from memory. */
public final class StandInConnection extends DelegatingConnection {

  /** What it says that it is connected to. */
  public static final String DATABASE = "shop";

  private final Connection delegate;

  private StandInConnection(Connection delegate) {
    this.delegate = delegate;
  }

  /** A session of the role {@code bench}, at rest and in autocommit mode. */
  public static Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "bench");
    properties.setProperty("socketFactory", CannedSockets.class.getName());
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("assumeMinServerVersion", "18"); // or it would ask something
    String url = "jdbc:postgresql://localhost/" + DATABASE;
    return new StandInConnection(
        Objects.requireNonNull(new Driver().connect(url, properties), url));
  }

  @Override
  protected Connection delegate() {
    return delegate;
  }

  @Override
  protected Array array(Array raw) {
    return raw;
  }

  @Override
  public Statement createStatement() {
    return new StandInStatement(this, "");
  }

  @Override
  public PreparedStatement prepareStatement(String sql) {
    return new StandInStatement(this, sql);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate.isWrapperFor(type);
  }
}
