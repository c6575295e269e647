package io.trestle.migrator.backfill;

import org.jspecify.annotations.Nullable;

/**
 * A column of the key by which rows are cut into batches.
 *
 * @param name as the catalog spells it
 * @param type in SQL, with schema and modifiers
 * @param collation in SQL, where the index is sorted by another one than the type has; else null
 */
record KeyColumn(String name, String type, @Nullable String collation) {

  /** What follows an expression so that it is compared as the index is sorted. */
  String collate() {
    return collation == null ? "" : " COLLATE " + collation;
  }
}
