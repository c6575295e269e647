package io.trestle.catalog.jdbc;

import io.trestle.catalog.Relation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * The relations and functions that a database has from its beginning. They are most of a small
 * database's catalog, and stay as they are, so that they are read once.
 *
 * @param serverVersion of the server that they were read from
 * @param relations by their oids
 */
record SystemObjects(
    String serverVersion, Map<Long, Relation> relations, FunctionReader functions) {

  /** What initdb makes has an oid below the first that users' objects may have. */
  static final String OF_SYSTEM = "< 16384";

  static final String OF_USERS = ">= 16384";

  static SystemObjects read(Connection connection) throws SQLException {
    return new SystemObjects(
        serverVersion(connection),
        RelationReader.system(connection),
        FunctionReader.system(connection));
  }

  static String serverVersion(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductVersion();
  }
}
