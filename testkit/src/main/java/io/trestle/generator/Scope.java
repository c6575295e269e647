package io.trestle.generator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The relations that an expression can name. */
final class Scope {

  private final @Nullable Scope parent;
  private final List<Relation> relations = new ArrayList<>();
  private final Set<String> merged = new HashSet<>();

  Scope(@Nullable Scope parent) {
    this.parent = parent;
  }

  void add(Relation relation) {
    relations.add(relation);
  }

  List<Relation> relations() {
    return relations;
  }

  /** Says that a join has made one column of two. */
  void merge(String column) {
    merged.add(column);
  }

  Set<String> merged() {
    return merged;
  }

  boolean hasRelation(String qualifier) {
    return relations.stream().anyMatch(each -> each.qualifier().equals(qualifier));
  }

  /** The same without the blocks around it. */
  Scope alone() {
    Scope alone = new Scope(null);
    alone.relations.addAll(relations);
    alone.merged.addAll(merged);
    return alone;
  }

  /** A column that can be named here. */
  record Visible(Relation relation, Column column, boolean unqualified) {}

  /** All columns of a type, the innermost first. */
  List<Visible> columns(Type type) {
    List<Visible> visible = new ArrayList<>();
    for (Scope scope = this; scope != null; scope = scope.parent) {
      for (Relation relation : scope.relations) {
        boolean hidden = relation.qualifier().isEmpty() || isHidden(relation, scope);
        for (Column column : relation.columns()) {
          if (column.type() == type && column.isNamed()) {
            boolean alone = isAlone(column.name(), scope);
            if (alone || (!hidden && isOnce(column.name(), relation))) {
              visible.add(new Visible(relation, column, alone));
            }
          }
        }
      }
    }
    return visible;
  }

  private static boolean isOnce(String column, Relation relation) {
    return relation.columns().stream().filter(each -> each.name().equals(column)).count() == 1;
  }

  private boolean isHidden(Relation relation, Scope owner) {
    for (Scope scope = this; scope != null && scope != owner; scope = scope.parent) {
      if (scope.hasRelation(relation.qualifier())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the bare name means the only column of that name in its scope. */
  private boolean isAlone(String column, Scope owner) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      long having =
          scope.relations.stream()
              .flatMap(relation -> relation.columns().stream())
              .filter(each -> each.name().equals(column))
              .count();
      if (scope == owner) {
        return having == 1 || (having == 2 && scope.merged.contains(column));
      }
      if (having > 0) {
        return false;
      }
    }
    return false;
  }
}
