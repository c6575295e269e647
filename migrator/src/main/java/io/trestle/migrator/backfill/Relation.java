package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.Table;
import java.util.List;

/**
 * A table that holds rows itself: the table under migration, one of its partitions or children.
 *
 * @param oid its OID
 * @param table its name
 * @param key the columns of the unique index by which it is cut; none where it has no such index
 */
record Relation(long oid, Table table, List<KeyColumn> key) {

  Relation {
    key = List.copyOf(key);
  }

  /** Whether this is the same relation, under the same name. */
  boolean sameAs(Relation other) {
    return oid == other.oid && table.equals(other.table);
  }

  /** What it is called in the store and in messages: the name as SQL writes it. */
  String name() {
    return table.sql();
  }
}
