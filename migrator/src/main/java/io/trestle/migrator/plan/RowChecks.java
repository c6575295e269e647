package io.trestle.migrator.plan;

import io.trestle.migrator.plan.Added.AddedConstraint;
import io.trestle.migrator.plan.Added.ConstraintKind;
import io.trestle.migrator.plan.Added.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes queries for rows that are not as they have to be. Each gives up to ten of them, by their
 * key and with what is wrong; a value of which PostgreSQL cannot make one of the column's type is
 * an error of the query. Immutable.
 */
final class RowChecks {

  private static final int EXAMPLES = 10;
  private static final Map<String, String> INTEGERS =
      Map.of(
          "smallint", "-32768 AND 32767",
          "integer", "-2147483648 AND 2147483647",
          "bigint", "-9223372036854775808 AND 9223372036854775807");

  private final TableFacts facts;
  private final List<ResolvedColumn> columns;
  private final @Nullable Integer sample;

  /**
   * @param sample how many rows are looked at, or null for all
   */
  RowChecks(TableFacts facts, List<ResolvedColumn> columns, @Nullable Integer sample) {
    this.facts = facts;
    this.columns = List.copyOf(columns);
    this.sample = sample;
  }

  /** The rows for which a derived V is NULL or does not fit the column's type. */
  String value(ResolvedColumn column) {
    String value = column.valueOver("r");
    String type = column.column().type();
    StringBuilder problem = new StringBuilder("CASE ");
    if (column.existing() != null) {
      problem.append("WHEN r.%s IS NOT NULL THEN NULL ".formatted(Table.quote(column.name())));
    }
    problem.append("WHEN (%s) IS NULL THEN 'value is NULL' ".formatted(value));
    String misfit = misfit(value, type);
    if (misfit != null) {
      problem.append(
          "WHEN %s THEN %s ".formatted(misfit, SqlText.literal("value does not fit type " + type)));
    }
    problem.append("WHEN CAST((%s) AS %s) IS NULL THEN 'value is NULL' END".formatted(value, type));
    return "SELECT * FROM (SELECT %s, %s AS \"what is wrong\" FROM %s) AS checked WHERE \"what is wrong\" IS NOT NULL LIMIT %d"
        .formatted(keys("r"), problem, rows(), EXAMPLES);
  }

  /** A condition for values that an assignment refuses, and a cast would cut or not name. */
  private static @Nullable String misfit(String value, String type) {
    List<Integer> modifiers = modifiers(type);
    if ((type.startsWith("character varying(") || type.startsWith("character("))
        && modifiers.size() == 1) {
      return "pg_catalog.char_length(pg_catalog.rtrim(CAST((%s) AS pg_catalog.text), ' ')) > %d"
          .formatted(value, modifiers.get(0));
    } else if (type.startsWith("numeric(") && modifiers.size() == 2) {
      return "pg_catalog.abs(pg_catalog.round(CAST((%1$s) AS numeric), %3$d)) >= pg_catalog.power(CAST(10 AS numeric), %2$d - (%3$d))"
          .formatted(value, modifiers.get(0), modifiers.get(1));
    } else if (INTEGERS.containsKey(type)) {
      return "pg_catalog.round(CAST((%s) AS numeric)) NOT BETWEEN %s"
          .formatted(value, INTEGERS.get(type));
    }
    return null;
  }

  /** The numbers between the parentheses of a type that ends with them. */
  private static List<Integer> modifiers(String type) {
    List<Integer> numbers = new ArrayList<>();
    int open = type.indexOf('(');
    if (open > 0 && type.endsWith(")")) {
      for (String number : type.substring(open + 1, type.length() - 1).split(",", -1)) {
        numbers.add(Integer.parseInt(number.strip()));
      }
    }
    return numbers;
  }

  /** The rows that, once filled, violate a constraint. */
  String constraint(AddedConstraint constraint) {
    String rows = filled();
    String problem = SqlText.literal("violates " + constraint.name());
    return switch (constraint.kind()) {
      case CHECK, FOREIGN_KEY -> violating(constraint, rows, "f");
      case UNIQUE -> {
        String names = SqlText.names(constraint.columns());
        String distinct =
            constraint.nullsAreEqual() ? "" : "WHERE (%s) IS NOT NULL ".formatted(names);
        yield "SELECT %s, pg_catalog.count(*) AS rows, %s AS \"what is wrong\" FROM %s %sGROUP BY %s HAVING pg_catalog.count(*) > 1 LIMIT %d"
            .formatted(names, problem, rows, distinct, names, EXAMPLES);
      }
    };
  }

  /** The rows that violate a CHECK or a foreign key as they are stored. */
  String violating(AddedConstraint constraint) {
    return violating(constraint, rows(), "r");
  }

  private String violating(AddedConstraint constraint, String rows, String alias) {
    return "SELECT %s, %s AS \"what is wrong\" FROM %s WHERE %s LIMIT %d"
        .formatted(
            keys(alias),
            SqlText.literal("violates " + constraint.name()),
            rows,
            constraint.kind() == ConstraintKind.CHECK
                ? "NOT (" + constraint.expression() + ")"
                : refersToNothing(constraint, alias),
            EXAMPLES);
  }

  private static String refersToNothing(AddedConstraint constraint, String alias) {
    Reference reference = Objects.requireNonNull(constraint.reference());
    String column = alias + "." + Table.quote(constraint.columns().get(0));
    return "%s IS NOT NULL AND NOT EXISTS (SELECT FROM %s AS o WHERE o.%s = %s)"
        .formatted(column, reference.table(), Table.quote(reference.column()), column);
  }

  /** The rows that a column is still NULL in that may not be. */
  String unfilled() {
    List<String> conditions = new ArrayList<>();
    for (ResolvedColumn column : columns) {
      if (column.column().nullable()) {
        continue;
      }
      conditions.add("r." + Table.quote(column.name()) + " IS NULL");
    }
    return "SELECT %s, 'is not filled' AS \"what is wrong\" FROM %s WHERE %s LIMIT %d"
        .formatted(keys("r"), rows(), String.join(" OR ", conditions), EXAMPLES);
  }

  private String rows() {
    String table = facts.table().sql();
    return sample == null
        ? table + " AS r"
        : "(SELECT t.*, t.tableoid, t.ctid FROM %s AS t LIMIT %d) AS r".formatted(table, sample);
  }

  /** The table as it will be when all rows are filled. */
  private String filled() {
    List<String> items = new ArrayList<>();
    for (String name : facts.columns().keySet()) {
      if (columns.stream().noneMatch(column -> column.name().equals(name))) {
        items.add("r." + Table.quote(name));
      }
    }
    for (ResolvedColumn column : columns) {
      String own = "r." + Table.quote(column.name());
      String value = column.valueOver("r");
      items.add(
          "CAST(%s AS %s)%s AS %s"
              .formatted(
                  column.existing() == null
                      ? "(" + value + ")"
                      : "COALESCE(" + own + ", " + value + ")",
                  column.column().type(),
                  column.column().collation() == null
                      ? ""
                      : " COLLATE " + column.column().collation(),
                  Table.quote(column.name())));
    }
    if (facts.key().isEmpty()) {
      items.add("r.tableoid AS \"trestle table\"");
      items.add("r.ctid AS \"trestle place\"");
    }
    return "(SELECT %s FROM %s) AS f".formatted(String.join(", ", items), rows());
  }

  /** What names a row. */
  private String keys(String alias) {
    List<String> keys = new ArrayList<>();
    for (String column : facts.key()) {
      keys.add(alias + "." + Table.quote(column));
    }
    if (keys.isEmpty()) {
      boolean row = alias.equals("r");
      keys.add(
          "CAST(CAST(%s AS pg_catalog.regclass) AS pg_catalog.text) AS \"table\""
              .formatted(row ? "r.tableoid" : "f.\"trestle table\""));
      keys.add((row ? "r.ctid" : "f.\"trestle place\"") + " AS place");
    }
    return String.join(", ", keys);
  }
}
