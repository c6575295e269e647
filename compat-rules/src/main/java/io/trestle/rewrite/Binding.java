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
    /** A table under rules. */
    RULED,
    /** The row proposed for insertion into it: EXCLUDED. */
    EXCLUDED,
    /** A table under rules, made a derived table of the shape that the session shall see. */
    DERIVED,
    /** Anything else. */
    OTHER
  }

  private final String name;
  private final @Nullable String schema;
  private final String text;
  private final Kind kind;
  private final @Nullable RuledTable table;
  private final @Nullable List<String> columns;
  private final int reference;
  private boolean nullable;

  /** A relation that no rule concerns. */
  static Binding other(
      String name, @Nullable String schema, String text, @Nullable List<String> columns) {
    return new Binding(name, schema, text, Kind.OTHER, null, columns, -1);
  }

  /**
   * @param name the name it is visible by
   * @param schema the schema it may be qualified with, null where an alias hides it
   * @param text how SQL refers to it
   * @param table the table under rules that it is; null for anything else
   * @param columns its columns as the session shall see them; null where they are not known
   * @param reference the first token of a reference that may become a derived table; -1 where it
   *     may not
   */
  Binding(
      String name,
      @Nullable String schema,
      String text,
      Kind kind,
      @Nullable RuledTable table,
      @Nullable List<String> columns,
      int reference) {
    this.reference = reference;
    this.name = name;
    this.schema = schema;
    this.text = text;
    this.kind = kind;
    this.table = table;
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

  /** The table under rules that this is, or proposes a row for. */
  RuledTable ruledTable() {
    if (table == null) {
      throw new IllegalStateException("no table under rules: " + name);
    }
    return table;
  }

  /**
   * The rule by which references to a column of this relation are to be replaced; null where they
   * stay as they are.
   */
  @Nullable ActiveRule rule(String column) {
    boolean replaced = table != null && (kind == Kind.RULED || kind == Kind.EXCLUDED);
    return replaced ? table.rule(column) : null;
  }

  /** Whether the session is not to see the column of a rule. */
  boolean hides(ActiveRule rule) {
    return ruledTable().hides(rule);
  }

  /** Whether the reference may become a derived table; that of a table that is written may not. */
  boolean mayBeDerived() {
    return kind == Kind.DERIVED || reference >= 0;
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
