package io.trestle.migrator.plan;

import java.util.List;

/**
 * The statements that build an index of a migration and drop it, and none but its own: what
 * somebody else has made under its name meanwhile stays. Immutable.
 *
 * @param table the table it is on
 * @param name its name, in the table's schema
 * @param unique whether it is UNIQUE
 * @param definition what stands behind the table in CREATE INDEX, as the server prints it with
 *     nothing but pg_catalog in the search_path
 */
record IndexStatements(Table table, String name, boolean unique, String definition) {

  /** Has the server print names as they stand in the definition, to the end of the transaction. */
  private static final String PRINT = "pg_catalog.set_config('search_path', 'pg_catalog', true)";

  private String qualified() {
    return new Table(table.schema(), name).sql();
  }

  private String literal() {
    return SqlText.literal(qualified());
  }

  /** Builds it, in place of one that was begun and not finished. */
  List<String> create() {
    String taken =
        """
         BEGIN
          IF pg_catalog.to_regclass(%1$s) IS NOT NULL AND NOT %2$s THEN
            RAISE duplicate_table USING MESSAGE = %3$s;
          END IF;
        END """
            .formatted(
                literal(),
                ofTheTable("NOT indisvalid"),
                SqlText.literal(
                    "the name "
                        + qualified()
                        + " is taken by another relation than the index to be built"));
    return List.of(
        "DO " + SqlText.dollarQuoted(taken),
        "DROP INDEX CONCURRENTLY IF EXISTS " + qualified(),
        "CREATE %sINDEX CONCURRENTLY %s ON %s %s"
            .formatted(unique ? "UNIQUE " : "", Table.quote(name), table.sql(), definition));
  }

  /** The condition that it is there, valid. */
  String isThere() {
    // The order in which a CASE is computed is certain, that of an AND is not.
    return "CASE WHEN %s IS NOT NULL THEN %s END"
        .formatted(PRINT, ofTheTable("indisvalid AND indisready AND " + asDefined()));
  }

  /** Drops it, finished or not. */
  List<String> drop() {
    String own =
        """
         BEGIN
          PERFORM %s;
          IF %s THEN
            DROP INDEX %s;
          END IF;
        END """
            .formatted(PRINT, ofTheTable("(NOT indisvalid OR " + asDefined() + ")"), qualified());
    return List.of("DO " + SqlText.dollarQuoted(own));
  }

  /** Its storage parameters are no part of it: who tunes an index leaves it what it is. */
  private String asDefined() {
    return "indisunique = %s AND (SELECT pg_catalog.right(i, pg_catalog.length(d)) = d FROM (SELECT %s, %s) AS texts (i, d))"
        .formatted(
            unique,
            withoutParameters("pg_catalog.pg_get_indexdef(indexrelid)"),
            withoutParameters(SqlText.literal(" " + definition)));
  }

  private static String withoutParameters(String text) {
    return "pg_catalog.regexp_replace(%s, ' WITH [(][^()=]+=[^()]*[)]', '')".formatted(text);
  }

  private String ofTheTable(String more) {
    return ("EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(%s)"
            + " AND indrelid = pg_catalog.to_regclass(%s) AND %s)")
        .formatted(literal(), SqlText.literal(table.sql()), more);
  }
}
