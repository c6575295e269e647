package io.trestle.rewrite;

import static io.trestle.rewrite.BuiltInType.BIGINT;
import static io.trestle.rewrite.BuiltInType.BPCHAR;
import static io.trestle.rewrite.BuiltInType.DATE;
import static io.trestle.rewrite.BuiltInType.INTEGER;
import static io.trestle.rewrite.BuiltInType.NUMERIC;
import static io.trestle.rewrite.BuiltInType.SMALLINT;
import static io.trestle.rewrite.BuiltInType.TIMESTAMP;
import static io.trestle.rewrite.BuiltInType.TIMESTAMPTZ;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.Relation;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.Guard;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rule as it holds in one database: the texts that are put into statements. Immutable.
 *
 * @param rule as it was written
 * @param phase the phase it is treated in
 * @param resolved type and value as the database resolves them
 * @param table the table as the catalog shows it
 */
record ActiveRule(Rule rule, Phase phase, RuledColumn resolved, Relation table) {

  /** Kinds of errors that guards raise. */
  private static final String NOT_NULL = "not_null";

  private static final String HELD = "held";

  /**
   * @throws IllegalArgumentException when the catalog lacks the table or the rule
   */
  static ActiveRule of(Rule rule, Catalog catalog) {
    Relation table =
        catalog
            .find(rule.schema(), rule.table())
            .orElseThrow(() -> new IllegalArgumentException("no table for rule " + rule.name()));
    RuledColumn resolved = catalog.columns().get(rule.name());
    if (resolved == null) {
      throw new IllegalArgumentException("rule " + rule.name() + " is not resolved");
    }
    return of(rule, resolved, table);
  }

  private static ActiveRule of(Rule rule, RuledColumn resolved, Relation table) {
    ActiveRule active =
        new ActiveRule(rule, effectivePhase(rule, resolved, table), resolved, table);
    // Read by COALESCE the column may be filled by what services send.
    return active.phase == Phase.BACKFILLED && active.fillsInserts() ? active.asUnfilled() : active;
  }

  /**
   * A rule is taken at its word only as far as the catalog bears it out: where the column is
   * missing it is treated as in absent, where a phase reads the column as it stands and rows may be
   * unfilled, as in writable; where the default is not V and the database has none yet, so that an
   * omitted column would read as V, as in readable. A column that allows NULL is added with its
   * default, if it has one: without it, no row holds V, and the column is as good as missing.
   */
  private static Phase effectivePhase(Rule rule, RuledColumn resolved, Relation table) {
    Relation.Column found =
        table.columns().stream()
            .filter(column -> column.name().equals(rule.column()))
            .findFirst()
            .orElse(null);
    if (found == null) {
      return Phase.ABSENT;
    }
    if (rule.nullable()) {
      boolean holdsValue = resolved.isNull() || found.hasDefault();
      return rule.phase() == Phase.READABLE && !holdsValue ? Phase.ABSENT : rule.phase();
    }
    boolean filled = found.notNull();
    boolean direct = rule.phase().read() == Phase.ReadFlag.DIRECT;
    boolean writes = rule.phase().write() != Phase.WriteFlag.HOLD;
    if (writes && resolved.defaultLiteral() != null && !found.hasDefault()) {
      return Phase.READABLE;
    }
    return direct && !filled ? Phase.WRITABLE : rule.phase();
  }

  /** The rule as it holds for a partition or child of the table, which has the column too. */
  ActiveRule in(Relation child) {
    return of(rule, resolved, child);
  }

  /** The same where some of the rows that the table shows may be unfilled. */
  ActiveRule asUnfilled() {
    return new ActiveRule(rule, Phase.WRITABLE, resolved, table);
  }

  boolean knownTo(SessionState session) {
    return rule.knownBy().isEmpty()
        || rule.knownBy().stream()
            .anyMatch(condition -> condition.matches(session.applicationName(), session.user()));
  }

  String column() {
    return rule.column();
  }

  /**
   * How the column is read. One that allows NULL holds V in all rows from the moment it is there: a
   * NULL that is found in it has been written.
   */
  Phase.ReadFlag readFlag() {
    return rule.nullable() && phase.write() != Phase.WriteFlag.HOLD
        ? Phase.ReadFlag.DIRECT
        : phase.read();
  }

  /** Whether V is computed from the row's other columns. */
  boolean isDerived() {
    return resolved.derived() != null;
  }

  /** Whether DEFAULT and an omitted column mean something else than V. */
  boolean hasOwnDefault() {
    return resolved.defaultLiteral() != null;
  }

  /**
   * Whether an INSERT must say that it leaves the column unfilled: where the database may have the
   * default already, and that is not V.
   */
  boolean insertsUnfilled() {
    return hasOwnDefault()
        && phase.write() == Phase.WriteFlag.HOLD
        && phase.read() != Phase.ReadFlag.VALUE;
  }

  /**
   * Whether a new row is to be filled by the statement that adds it: the column is there, and
   * nothing in the database gives it a value or may change the values it depends on. A constant is
   * needed only where the database wants a value; else the row may stay unfilled.
   */
  boolean fillsInserts() {
    Relation.Column column =
        table.columns().stream()
            .filter(found -> found.name().equals(column()))
            .findFirst()
            .orElse(null);
    if (column == null
        || column.hasDefault()
        || table.hooked()
        || phase.write() != Phase.WriteFlag.FILL) {
      return false;
    }
    DerivedValue value = resolved.derived();
    return value == null
        ? column.notNull() && !rule.nullable()
        : value.inputs().keySet().containsAll(value.sources());
  }

  /** Whether it is about the table that the rule names, and not about one of its children. */
  boolean isOfOwnTable() {
    return table.name().equals(rule.table()) && table.schema().equals(rule.schema());
  }

  /** The columns that V reads; none where it is a constant. */
  Set<String> sources() {
    return resolved.derived() == null ? Set.of() : resolved.derived().sources();
  }

  /**
   * V as an expression of the column's type and collation, in parentheses.
   *
   * @param relation how SQL refers to the relation whose row V is computed from
   */
  String value(String relation) {
    return resolved.derived() != null
        ? derived(resolved.derived(), relation)
        : constant(Objects.requireNonNull(resolved.valueLiteral()));
  }

  private String constant(String literal) {
    String cast = "CAST(" + literal + " AS " + resolved.typeSql() + ")";
    return resolved.collationSql() == null
        ? "(" + cast + ")"
        : "(SELECT " + cast + " COLLATE " + resolved.collationSql() + ")";
  }

  /**
   * The column as it is read where it may be unfilled. Of a column that allows NULL no row is: it
   * is as it stands, in the same form.
   *
   * @param reference the column in SQL
   * @param relation how SQL refers to the relation whose row V is computed from
   */
  String filled(String reference, String relation) {
    String otherwise = rule.nullable() ? constant(RuledColumn.NULL) : value(relation);
    return "COALESCE(" + reference + ", " + otherwise + ")";
  }

  /**
   * What DEFAULT means, as an expression of the column's type, in parentheses.
   *
   * @param relation how SQL refers to the relation whose row it is computed from
   */
  String defaultValue(String relation) {
    return hasOwnDefault()
        ? "(CAST(" + resolved.defaultLiteral() + " AS " + resolved.typeSql() + "))"
        : value(relation);
  }

  /**
   * V where it is read in place of the column. A constant is a subquery, so that its collation
   * counts as a column's does, and so that the planner does not compute with it ahead of the run:
   * an error in an expression over it comes when a row is met.
   *
   * @param relation how SQL refers to the relation whose row V is computed from
   */
  String valueRead(String relation) {
    if (resolved.derived() != null) {
      return derived(resolved.derived(), relation);
    }
    String collate = resolved.collationSql() == null ? "" : " COLLATE " + resolved.collationSql();
    return "(SELECT CAST("
        + resolved.valueLiteral()
        + " AS "
        + resolved.typeSql()
        + ")"
        + collate
        + ")";
  }

  /**
   * Whether a read of it has a subquery in it whatever the form: only the output of one has a
   * collation as a column has.
   */
  boolean needsQuery() {
    DerivedValue derived = resolved.derived();
    return (derived == null ? resolved.collationSql() : derived.collationSql()) != null;
  }

  /**
   * A subquery of the column's type in a form that is no query to the grammar. The cast is to the
   * type that it has, so that it changes nothing, its collation included.
   */
  String asExpression(String subquery) {
    return "CAST(" + subquery + " AS " + resolved.typeSql() + ")";
  }

  /**
   * A plain expression over columns counts as a column does, but where a collation has to be put on
   * it: that is implicit only as the output of a subquery.
   */
  private String derived(DerivedValue value, String relation) {
    String cast = "CAST(" + value.over(relation) + " AS " + resolved.typeSql() + ")";
    return value.collationSql() == null
        ? "(" + cast + ")"
        : "(SELECT " + cast + " COLLATE " + value.collationSql() + ")";
  }

  /**
   * The condition that an expression of the column's type is V. The operator of a built-in type is
   * named with its schema, lest the session's search_path bring in another.
   *
   * @param relation how SQL refers to the relation whose row V is computed from
   */
  String isValue(String expression, String relation) {
    if (resolved.isNull()) {
      return expression + " IS NULL";
    }
    String equals =
        resolved.typeSql().startsWith("pg_catalog.")
            ? " OPERATOR(pg_catalog.=) "
            : " IS NOT DISTINCT FROM ";
    return expression + equals + value(relation);
  }

  /**
   * The condition that a value of whatever type, assigned to the column, would be V beyond doubt;
   * only of a constant V. False or NULL where it would not, or cannot be told to be.
   *
   * @param value the name of a column that holds it
   */
  String becomesValue(String value) {
    BuiltInType type = BuiltInType.of(resolved.typeOid());
    if (resolved.isNull()) {
      return value + " IS NULL";
    } else if (type != null && type.isText()) { // to which any type is assigned
      return "CAST(%s AS pg_catalog.text) COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) %s"
          .formatted(value, resolved.valueLiteral());
    } else if (type == BPCHAR) { // the same, but for blanks at the end
      return "pg_catalog.rtrim(CAST(%s AS pg_catalog.text)) COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) pg_catalog.rtrim(%s)"
          .formatted(value, resolved.valueLiteral());
    } else if (type == TIMESTAMPTZ) { // a value without a zone is compared as it is assigned
      return equal(value, TIMESTAMPTZ, List.of(TIMESTAMPTZ, TIMESTAMP, DATE));
    }
    return switch (resolved.value().family()) {
      case INTEGER -> equal(value, NUMERIC, List.of(BIGINT, SMALLINT, INTEGER, NUMERIC));
      case SCALED -> equal(value, NUMERIC, List.of(NUMERIC));
      default ->
          ofType(
              value,
              List.of(resolved.typeOid()),
              "pg_catalog.record_image_eq(ROW(%s), ROW(%s))".formatted(value, value("")));
    };
  }

  /** Whether a value of one of some types equals V when both are cast to a type. */
  private String equal(String value, BuiltInType compared, List<BuiltInType> types) {
    return ofType(
        value,
        types.stream().map(BuiltInType::oid).toList(),
        "CAST(%1$s AS %3$s) OPERATOR(pg_catalog.=) CAST(%2$s AS %3$s)"
            .formatted(value, value(""), compared.sql()));
  }

  /** A condition where a value is of one of some types, else false. */
  private static String ofType(String value, List<Integer> oids, String condition) {
    String listed = oids.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "CASE WHEN CAST(pg_catalog.pg_typeof(%s) AS pg_catalog.oid) OPERATOR(pg_catalog.=) ANY (CAST('{%s}' AS pg_catalog.oid[])) THEN %s ELSE false END"
        .formatted(value, listed, condition);
  }

  /** NULL of the column's type. */
  String nullValue() {
    return "CAST(NULL AS " + resolved.typeSql() + ")";
  }

  /**
   * An expression of the column's type that raises an error when it is evaluated; see {@link
   * #guard}.
   */
  String raise() {
    return "CAST(" + raised(NOT_NULL) + " AS " + resolved.typeSql() + ")";
  }

  /** What turns the error of {@link #raise} into the target's. */
  Guard guard() {
    return new Guard(setting(NOT_NULL), notNullViolation());
  }

  /** A text expression that raises an error when it is evaluated; see {@link #heldGuard}. */
  String raiseHeld() {
    return raised(HELD);
  }

  /**
   * What turns the error of {@link #raiseHeld} into a refusal.
   *
   * @param refusal what the client is told
   */
  Guard heldGuard(SqlError refusal) {
    return new Guard(setting(HELD), refusal);
  }

  private String raised(String kind) {
    return "pg_catalog.current_setting('" + setting(kind).replace("'", "''") + "')";
  }

  private String setting(String kind) {
    String child = isOfOwnTable() ? "" : "@" + table.schema() + "." + table.name();
    return "trestle." + kind + "." + rule.name() + child + "$"; // no other one begins with it
  }

  SqlError notNullViolation() {
    String message =
        "null value in column \"%s\" of relation \"%s\" violates not-null constraint"
            .formatted(rule.column(), table.name());
    return new SqlError(
        "23502", message, null, null, 0, table.schema(), table.name(), rule.column());
  }
}
