package io.trestle.proxy.auth;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trestle.proxy.Daemons;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs an {@link AuthQuery} at each login, on threads and connections of its own. */
final class QueriedVerifiers implements VerifierSource {

  private static final int CONNECTIONS = 2;
  private static final int MAX_WAITING = 1_000;
  private static final int TIMEOUT_SECONDS = 5;
  private static final long IDLE_SECONDS = 60;

  private final String sql;
  private final HikariDataSource pool;
  private final ThreadPoolExecutor threads;

  QueriedVerifiers(AuthQuery query) {
    // JDBC's own sign for a parameter; what stands in the query as such is doubled.
    sql = query.sql().replace("?", "??").replaceAll("\\$1(?![0-9])", "?");
    pool = new HikariDataSource(configuration(query.jdbcUrl()));
    threads = Daemons.pool("trestle-auth", CONNECTIONS, MAX_WAITING);
  }

  private static HikariConfig configuration(String jdbcUrl) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl);
    if (source.getApplicationName() == null) {
      source.setApplicationName("trestle-auth");
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("trestle-auth");
    config.setReadOnly(true);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    config.setIdleTimeout(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
    config.setInitializationFailTimeout(-1);
    return config;
  }

  @Override
  public CompletableFuture<@Nullable ScramVerifier> verifier(String role) {
    try {
      return CompletableFuture.supplyAsync(() -> ask(role), threads);
    } catch (RejectedExecutionException tooMany) {
      return CompletableFuture.failedFuture(tooMany);
    }
  }

  private @Nullable ScramVerifier ask(String role) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      // Its parameter may be of type name, which no string is taken for.
      statement.setObject(1, role, java.sql.Types.OTHER);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && role.equals(rows.getString(1)) ? parsed(rows.getString(2)) : null;
      }
    } catch (SQLException failed) {
      throw new CompletionException(failed);
    }
  }

  private static @Nullable ScramVerifier parsed(@Nullable String password) {
    return password == null ? null : ScramVerifier.parse(password);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    pool.close();
  }
}
