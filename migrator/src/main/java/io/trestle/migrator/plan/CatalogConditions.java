package io.trestle.migrator.plan;

/**
 * Writes conditions on the catalog: each is an SQL expression that is true or false. Immutable.
 *
 * @param table the table they are about
 */
record CatalogConditions(Table table) {

  String columnExists(String column) {
    return attribute(column, "");
  }

  /** It is there, and of the type that was planned. */
  String columnExists(String column, String type) {
    return attribute(column, isOfType(type));
  }

  /** Of a column that is not there something else is wrong. */
  String columnHasDefault(String column) {
    return "NOT " + attribute(column, " AND NOT atthasdef");
  }

  /** Length and precision are compared as text, for there is no cast to a type modifier. */
  private static String isOfType(String type) {
    String literal = SqlText.literal(type);
    return (" AND atttypid = CAST(%1$s AS pg_catalog.regtype)"
            + " AND pg_catalog.substring(pg_catalog.format_type(atttypid, atttypmod), '[(].*[)]')"
            + " IS NOT DISTINCT FROM pg_catalog.substring(%1$s, '[(].*[)]')")
        .formatted(literal);
  }

  /** Of a column that is not there something else is wrong. */
  String columnIsNotNull(String column) {
    return "NOT " + attribute(column, " AND NOT attnotnull");
  }

  String constraintIsValid(String name) {
    return exists(
        "pg_constraint",
        "conrelid = %s AND conname = %s AND convalidated".formatted(oid(), SqlText.literal(name)));
  }

  /** It fires for rows of services, on each partition too. */
  String triggerFires(String name) {
    return """
        NOT EXISTS (SELECT FROM (SELECT %1$s AS relid UNION
                                 SELECT relid FROM pg_catalog.pg_partition_tree(%1$s) WHERE isleaf) AS part
          WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger
                             WHERE tgrelid = part.relid AND tgname = %2$s AND tgenabled IN ('O', 'A')))"""
        .formatted(oid(), SqlText.literal(name));
  }

  /** A condition as a query of one boolean. */
  static String query(String condition) {
    return "SELECT " + condition;
  }

  private String attribute(String column, String more) {
    return exists(
        "pg_attribute",
        "attrelid = %s AND attname = %s AND NOT attisdropped%s"
            .formatted(oid(), SqlText.literal(column), more));
  }

  private String oid() {
    return "pg_catalog.to_regclass(" + SqlText.literal(table.sql()) + ")";
  }

  private static String exists(String catalog, String condition) {
    return "EXISTS (SELECT FROM pg_catalog." + catalog + " WHERE " + condition + ")";
  }
}
