package io.trestle.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The names that one query block sees: its own relations, then those of the blocks around it. */
final class Scope {

  private final @Nullable Scope parent;
  private final List<Binding> bindings = new ArrayList<>();
  private boolean grouped;
  private boolean groupedByRuledColumn;
  private boolean groupingSets;
  private @Nullable Set<String> groupedColumns;

  Scope(@Nullable Scope parent) {
    this.parent = parent;
  }

  @Nullable Scope parent() {
    return parent;
  }

  List<Binding> bindings() {
    return bindings;
  }

  void add(Binding binding) {
    bindings.add(binding);
  }

  /** Whether the block may be grouped, by GROUP BY, HAVING or aggregates. */
  boolean isGrouped() {
    return grouped;
  }

  void setGrouped() {
    grouped = true;
  }

  /**
   * Has references name the table as in a grouped block, so that the database sorts rows where the
   * target does: by a constant it would not, and a cursor could be updated that is none of those.
   */
  void setSortedForCursor() {
    grouped = true;
  }

  /**
   * Whether GROUP BY names the ruled column, so that blocks inside may use the grouped expression
   * only as a whole.
   */
  boolean isGroupedByRuledColumn() {
    return groupedByRuledColumn;
  }

  void setGroupedByRuledColumn() {
    groupedByRuledColumn = true;
  }

  /** Whether it groups by several sets, so that what is grouped by may be NULL in some rows. */
  boolean hasGroupingSets() {
    return groupingSets;
  }

  void setGroupingSets() {
    groupingSets = true;
  }

  /** Notes the names of the columns that GROUP BY names by themselves. */
  void setGroupedColumns(Set<String> names) {
    groupedColumns = Set.copyOf(names);
  }

  /**
   * Whether a column of this block may be used outside aggregates though a derived table knows no
   * key that others depend on.
   */
  boolean mayUseUngrouped(String column) {
    return groupedColumns == null || groupedColumns.contains(column);
  }

  boolean hasRuled() {
    return bindings.stream().anyMatch(Binding::isRuled);
  }

  /** A relation, and the block it was found in. */
  record Found(Binding binding, Scope scope) {}

  /** The relation of that name, from the innermost block outwards; null where there is none. */
  @Nullable Found relation(@Nullable String schema, String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      for (Binding binding : scope.bindings) {
        boolean schemaFits = schema == null || schema.equals(binding.schema());
        if (schemaFits && binding.name().equals(name)) {
          return new Found(binding, scope);
        }
      }
    }
    return null;
  }

  /**
   * The relations of the innermost block that may have the column: those that have it, and those
   * not known.
   */
  @Nullable Candidates column(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      List<Binding> having = new ArrayList<>();
      boolean unknown = false;
      for (Binding binding : scope.bindings) {
        if (binding.has(name)) {
          having.add(binding);
        }
        unknown |= binding.columns() == null;
      }
      if (!having.isEmpty() || unknown) {
        return new Candidates(scope, having, unknown);
      }
    }
    return null;
  }

  /**
   * @param scope the block
   * @param having its relations that have the column
   * @param unknown whether it has relations whose columns are not known
   */
  record Candidates(Scope scope, List<Binding> having, boolean unknown) {}

  /** Whether this block or one around it has a table under rules. */
  boolean seesRuled() {
    return sees(Binding::isRuled);
  }

  /** Whether this block or one around it has a table with a rule for that column. */
  boolean seesRule(String column) {
    return sees(binding -> binding.isRuled() && binding.rule(column) != null);
  }

  private boolean sees(Predicate<Binding> wanted) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.bindings.stream().anyMatch(wanted)) {
        return true;
      }
    }
    return false;
  }
}
