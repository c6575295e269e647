package io.trestle.migrator.plan;

import io.trestle.catalog.DerivedValue;
import java.util.List;
import java.util.Objects;

/**
 * The trigger that gives new rows a derived V: BEFORE INSERT, where C is NULL. V is computed over
 * the row as a subquery, so that its columns have the collations of the table. Triggers fire in the
 * order of their names: it has one that comes late, so that V is computed from what other triggers
 * leave. Immutable.
 */
final class FillTrigger {

  private final Table table;
  private final String column;
  private final String name;
  private final Table function;
  private final DerivedValue value;

  FillTrigger(TableFacts facts, ResolvedColumn column) {
    this.table = facts.table();
    this.column = column.name();
    this.name = SqlText.name("zz_trestle_fill", column.name());
    this.function = new Table(facts.functionSchema(), freeName(facts, column));
    this.value = Objects.requireNonNull(column.value());
  }

  /** The function of an earlier migration stays where it is: its table may have been dropped. */
  private static String freeName(TableFacts facts, ResolvedColumn column) {
    String wanted =
        SqlText.name("trestle_fill", facts.table().schema(), facts.table().name(), column.name());
    String name = wanted;
    for (int i = 1; facts.takenFunctions().contains(name); i++) {
      name = SqlText.numbered(wanted + "_", i);
    }
    return name;
  }

  String name() {
    return name;
  }

  List<String> create() {
    String body =
        " BEGIN NEW.%1$s := (SELECT %2$s FROM (SELECT (NEW).*) AS r); RETURN NEW; END "
            .formatted(Table.quote(column), value.over("r"));
    return List.of(
        "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s"
            .formatted(function.sql(), SqlText.dollarQuoted(body)),
        "CREATE TRIGGER %s BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.%s IS NULL) EXECUTE FUNCTION %s()"
            .formatted(Table.quote(name), table.sql(), Table.quote(column), function.sql()));
  }

  List<String> drop() {
    return List.of(
        "DROP TRIGGER IF EXISTS %s ON %s".formatted(Table.quote(name), table.sql()),
        "DROP FUNCTION IF EXISTS %s()".formatted(function.sql()));
  }
}
