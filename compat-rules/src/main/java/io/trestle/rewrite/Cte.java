package io.trestle.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WITH query that is in scope, and those before it. The columns of a recursive one are found
 * while it is read.
 */
final class Cte {

  private final @Nullable Cte before;
  private final String name;
  private @Nullable List<String> columns;
  private List<String> added = List.of();

  Cte(@Nullable Cte before, String name, @Nullable List<String> columns) {
    this.before = before;
    this.name = name;
    this.columns = columns;
  }

  void setColumns(@Nullable List<String> columns) {
    this.columns = columns;
  }

  /** Adds the columns of SEARCH and CYCLE behind those of the query. */
  void setAdded(List<String> names) {
    added = List.copyOf(names);
  }

  @Nullable List<String> columns() {
    if (columns == null || added.isEmpty()) {
      return columns;
    }
    List<String> all = new ArrayList<>(columns);
    all.addAll(added);
    return all;
  }

  /** The WITH query of that name, the innermost first; null where there is none. */
  static @Nullable Cte find(@Nullable Cte innermost, String name) {
    for (Cte cte = innermost; cte != null; cte = cte.before) {
      if (cte.name.equals(name)) {
        return cte;
      }
    }
    return null;
  }
}
