package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.ColumnConstraint;
import io.trestle.migrator.plan.AddColumns.ColumnDefinition;
import io.trestle.migrator.plan.AddColumns.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Refuses statements of which no plan can be made whatever the database holds. */
final class FormCheck {

  private static final Set<String> SERIAL =
      Set.of("smallserial", "serial", "bigserial", "serial2", "serial4", "serial8");
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private FormCheck() {}

  /** What can be said against a statement and its options by their form alone. */
  static void require(AddColumns parsed, PlanOptions options) throws UnplannableException {
    Set<String> names = new HashSet<>();
    for (ColumnDefinition column : parsed.columns()) {
      require(column);
      if (!names.add(column.name())) {
        throw refused(column, "is added twice; expected it once");
      }
    }
    Map<String, String> unknown = new TreeMap<>(options.values());
    unknown.keySet().removeAll(names);
    if (!unknown.isEmpty()) {
      throw new UnplannableException(
          "--value for column %s, which the statement does not add; expected one of %s"
              .formatted(unknown.keySet().iterator().next(), String.join(", ", names)));
    } else if (options.value() != null && names.size() > 1) {
      throw new UnplannableException(
          "--value %s for a statement that adds %d columns; expected the column it is for"
              .formatted(options.value(), names.size()));
    }
  }

  private static void require(ColumnDefinition column) throws UnplannableException {
    if (SYSTEM_COLUMNS.contains(column.name())) {
      throw refused(column, "has the name of a system column; expected another");
    } else if (SERIAL.contains(column.type().toLowerCase(Locale.ROOT))) {
      throw refused(
          column,
          "is of type "
              + column.type()
              + ", which draws its values from a sequence, so that every row holds another; expected"
              + " an ordinary type");
    } else if (column.has(Kind.PRIMARY_KEY)) {
      throw refused(
          column,
          "is a PRIMARY KEY: there is no value that all rows could hold until they are filled;"
              + " expected NOT NULL, with --value over other columns and UNIQUE where it is one");
    }
    ColumnConstraint generated = column.first(Kind.GENERATED);
    if (generated != null && generated.sql().toLowerCase(Locale.ROOT).contains("identity")) {
      throw refused(
          column, "is an identity column, so that every row holds another value; expected none");
    } else if (generated != null) {
      throw refused(
          column,
          "is GENERATED: adding it writes the table anew under ACCESS EXCLUSIVE; expected NOT NULL"
              + " with --value and the expression, which a trigger keeps up for new rows");
    }
  }

  private static UnplannableException refused(ColumnDefinition column, String what) {
    return new UnplannableException(
        "statement:%d: column %s %s".formatted(column.position(), column.name(), what));
  }
}
