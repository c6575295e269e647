package io.trestle.migrator.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of a table that columns are to be added to.
 *
 * @param oid its OID
 * @param table its name
 * @param partitioned whether it has partitions
 * @param serverVersion as server_version_num
 * @param rows how many rows it is estimated to have, -1 where that is not known
 * @param pages how many pages of 8 kB it and its partitions have
 * @param rowSecurity whether it has row-level security, though not for this role
 * @param mayCreate whether the role may create relations and functions in its schema
 * @param functionSchema where functions of Trestle's own may be created
 * @param columns its columns by name, in their order
 * @param key the columns of its primary key, or of a unique key that is not null; empty where there
 *     is none
 * @param takenNames of relations and constraints in its schema
 * @param takenFunctions names of functions in {@code functionSchema}
 */
record TableFacts(
    long oid,
    Table table,
    boolean partitioned,
    int serverVersion,
    long rows,
    long pages,
    boolean rowSecurity,
    boolean mayCreate,
    String functionSchema,
    Map<String, ExistingColumn> columns,
    List<String> key,
    List<String> takenNames,
    List<String> takenFunctions) {

  private static final int NAMED_NOT_NULL = 180000;

  /** Whether NOT NULL is a constraint with a name; before, a name is not kept. */
  boolean namesNotNull() {
    return serverVersion >= NAMED_NOT_NULL;
  }

  /**
   * A column that is there.
   *
   * @param type its type in SQL
   * @param collation its collation, schema-qualified, or null where it is the type's own
   * @param notNull whether it is NOT NULL
   * @param generated whether it is generated or an identity
   * @param defaultSql its default as the server prints it, or null
   */
  record ExistingColumn(
      String type,
      @Nullable String collation,
      boolean notNull,
      boolean generated,
      @Nullable String defaultSql) {}
}
