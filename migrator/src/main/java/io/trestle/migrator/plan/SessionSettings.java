package io.trestle.migrator.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings of a session as they were, so that they can be put back. Immutable. */
final class SessionSettings {

  private static final String READ =
      """
      SELECT name, pg_catalog.current_setting(name) FROM pg_catalog.unnest(ARRAY[
        'search_path', 'datestyle', 'intervalstyle', 'timezone', 'extra_float_digits',
        'standard_conforming_strings', 'bytea_output', 'lc_monetary']) AS name
      """;

  private final Map<String, String> values = new LinkedHashMap<>();

  private SessionSettings() {}

  static SessionSettings read(Connection connection) throws SQLException {
    SessionSettings settings = new SessionSettings();
    Queries.list(connection, READ, row -> settings.values.put(row.getString(1), row.getString(2)));
    return settings;
  }

  void restore(Connection connection) throws SQLException {
    for (Map.Entry<String, String> setting : values.entrySet()) {
      Queries.list(
          connection,
          "SELECT pg_catalog.set_config(?, ?, false)",
          row -> row.getString(1),
          setting.getKey(),
          setting.getValue());
    }
  }
}
