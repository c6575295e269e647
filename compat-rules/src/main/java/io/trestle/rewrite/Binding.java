package io.trestle.rewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relation that a FROM clause (or the target of a write) brings into scope. Confined to one
 * analysis.
 */
final class Binding {

  /** What stands behind the name. */
  enum Kind {
    /** The table under the rule. */
    RULED,
    /** The row proposed for insertion into it: EXCLUDED. */
    EXCLUDED,
    /** The table under the rule, made a derived table of the shape that the session shall see. */
    DERIVED,
    /** Anything else. */
    OTHER
  }

  private final String name;
  private final @Nullable String schema;
  private final String text;
  private final Kind kind;
  private final @Nullable List<String> columns;
  private final int reference;
  private boolean nullable;

  /**
   * @param name the name it is visible by
   * @param schema the schema it may be qualified with, null where an alias hides it
   * @param text how SQL refers to it
   * @param columns its columns as the session shall see them; null where they are not known
   * @param reference the first token of a reference that may become a derived table; -1 where it
   *     may not
   */
  Binding(
      String name,
      @Nullable String schema,
      String text,
      Kind kind,
      @Nullable List<String> columns,
      int reference) {
    this.reference = reference;
    this.name = name;
    this.schema = schema;
    this.text = text;
    this.kind = kind;
    this.columns = columns == null ? null : List.copyOf(columns);
  }

  String name() {
    return name;
  }

  @Nullable String schema() {
    return schema;
  }

  String text() {
    return text;
  }

  boolean isRuled() {
    return kind == Kind.RULED;
  }

  Kind kind() {
    return kind;
  }

  /** Whether references to the ruled column of this relation are to be replaced. */
  boolean isReplaced() {
    return kind == Kind.RULED || kind == Kind.EXCLUDED;
  }

  /** What to throw when a construct needs the column in the relation itself. */
  RuntimeException needsRelation(String construct, int token) {
    return reference < 0
        ? new UntreatableException(construct, token)
        : new NeedsRelationException(construct, reference);
  }

  @Nullable List<String> columns() {
    return columns;
  }

  boolean has(String column) {
    return columns != null && columns.contains(column);
  }

  /** Whether an outer join may put NULLs in place of its row. */
  boolean isNullable() {
    return nullable;
  }

  void setNullable() {
    nullable = true;
  }
}
