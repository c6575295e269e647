package io.trestle.proxy.auth;

import java.util.Objects;

/**
 * Verifiers by a query, over connections of the proxy's own.
 *
 * @param sql gives at most one row, of the role's name and its verifier; {@code $1} is the name.
 *     NULL for a role that is not valid any more
 * @param jdbcUrl with a user that may run it
 */
public record AuthQuery(String sql, String jdbcUrl) {

  /** For a superuser; others need a function that is SECURITY DEFINER. */
  public static final String DEFAULT_SQL =
      "SELECT rolname, CASE WHEN rolvaliduntil < pg_catalog.now() THEN NULL ELSE rolpassword END"
          + " FROM pg_catalog.pg_authid WHERE rolname = $1 AND rolcanlogin";

  public AuthQuery {
    Objects.requireNonNull(jdbcUrl, "jdbcUrl");
    if (!sql.contains("$1")) {
      throw new IllegalArgumentException(
          "the auth query does not ask for $1, the role's name: " + sql);
    }
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the auth query's database is no JDBC URL of a PostgreSQL database; expected"
              + " jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD");
    }
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "AuthQuery[" + sql + "]";
  }
}
