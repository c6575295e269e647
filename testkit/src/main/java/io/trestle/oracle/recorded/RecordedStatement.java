package io.trestle.oracle.recorded;

import io.trestle.oracle.PgWire;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A statement as a tool sent it.
 *
 * @param extended whether it went by Parse, Bind and Execute; by a simple Query otherwise
 * @param sql its text
 * @param types the OIDs that Parse declared, 0 where it left the type to the server
 * @param values the values of Bind, in the format in which they came
 */
record RecordedStatement(
    boolean extended, String sql, List<Integer> types, List<PgWire.Bound> values) {

  private static final Pattern BEGIN =
      Pattern.compile("\\s*(begin|start\\s+transaction)\\b.*", flags());
  private static final Pattern END =
      Pattern.compile("\\s*(commit|end|abort|rollback(?!\\s+to\\b))\\b.*", flags());
  private static final Pattern WRITE =
      Pattern.compile("\\b(insert|update|delete|merge|truncate|copy|nextval)\\b", flags());
  private static final Pattern CATALOG =
      Pattern.compile("\\b(pg_attribute|pg_class|information_schema)\\b", flags());
  private static final Pattern STRING = Pattern.compile("'[^']*'");
  private static final Pattern ORDER = Pattern.compile("\\border\\s+by\\b", flags());

  RecordedStatement {
    types = List.copyOf(types);
    values = List.copyOf(values);
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /** Whether its text has the name of a table in it as a word. */
  boolean mentions(Pattern table) {
    return table.matcher(sql).find();
  }

  /**
   * Whether it asks the catalog about a table, and is no statement over the table: outside of
   * strings it does not name it.
   */
  boolean readsCatalogOf(Pattern table) {
    String withoutStrings = STRING.matcher(sql).replaceAll("''");
    return CATALOG.matcher(withoutStrings).find() && !table.matcher(withoutStrings).find();
  }

  boolean begins() {
    return BEGIN.matcher(sql).matches();
  }

  boolean ends() {
    return END.matcher(sql).matches();
  }

  /** Whether it may change a table; true for some that do not, as locking reads. */
  boolean writes() {
    return WRITE.matcher(sql).find();
  }

  /** Whether it asks for an order of its rows, or at least of some. */
  boolean orders() {
    return ORDER.matcher(sql).find();
  }
}
