package io.trestle.migrator.plan;

/**
 * A table.
 *
 * @param schema its schema, as the catalog spells it
 * @param name its name, as the catalog spells it
 */
public record Table(String schema, String name) {

  /** As SQL writes it, quoted. */
  public String sql() {
    return quote(schema) + "." + quote(name);
  }

  /** A name as SQL writes it, quoted. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
