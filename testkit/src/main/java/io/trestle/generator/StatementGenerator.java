package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;

/** Makes statements over the tables of the oracle's schema. */
public final class StatementGenerator {

  private final Generation generation;
  private final Choices choices;
  private final Queries queries;
  private final Writes writes;

  /** Two writes in one statement may meet the same row, and then it is open which one counts. */
  private boolean written;

  private StatementGenerator(Choices choices, boolean known) {
    this.generation = new Generation(choices, new Schema(known));
    this.choices = choices;
    this.queries = new Queries(generation);
    this.writes = new Writes(generation, queries);
  }

  /**
   * The statement that the choices make.
   *
   * @param known whether the session knows the column under migration
   */
  public static GeneratedStatement make(Choices choices, boolean known) {
    return new StatementGenerator(choices, known).make();
  }

  private GeneratedStatement make() {
    String with = choices.oneIn(4) ? with() : "";
    Query query = !written && choices.oneIn(3) ? writes.any() : queries.statement();
    return new GeneratedStatement(
        with + query.sql(), generation.values(), query.ordered(), choices.made());
  }

  private String with() {
    List<String> definitions = new ArrayList<>();
    boolean recursive = choices.oneIn(4);
    if (recursive) {
      definitions.add(recursive());
    }
    for (int more = choices.pick(1, 1, 2) - (recursive ? 1 : 0); more > 0; more--) {
      definitions.add(definition());
    }
    return "WITH " + (recursive ? "RECURSIVE " : "") + String.join(", ", definitions) + " ";
  }

  private String definition() {
    generation.enter();
    boolean writing = !written && choices.oneIn(5);
    written |= writing;
    Query query = writing ? writes.any() : queries.free(null);
    generation.leave();
    String shadow = choices.pick("orders", "customers");
    boolean shadows = choices.oneIn(4) && generation.cte(shadow) == null;
    String name = shadows ? shadow : generation.alias("w");
    String materialized = writing ? "" : choices.pick("", "", "MATERIALIZED ", "NOT MATERIALIZED ");
    List<Column> columns = query.columns();
    String list = "";
    if (choices.oneIn(4) && !columns.isEmpty()) {
      String renamed = generation.alias("a");
      list = " (" + renamed + ")";
      columns = new ArrayList<>(columns);
      columns.set(0, new Column(renamed, columns.get(0).type()));
    }
    if (!columns.isEmpty()) {
      generation.ctes().add(new Relation(name, columns, false, false));
    }
    return "%s%s AS %s(%s)".formatted(name, list, materialized, query.sql());
  }

  /** Walks through orders by their numbers. */
  private String recursive() {
    String name = generation.alias("r");
    Scope first = new Scope(null);
    first.add(new Relation("o", generation.schema.columns("orders"), false, true));
    String start = queries.expressions().of(Type.TEXT, first, 2);
    Scope second = new Scope(null);
    second.add(new Relation("o", generation.schema.columns("orders"), false, true));
    List<Column> columns = List.of(new Column("n", Type.INT), new Column("s", Type.TEXT));
    second.add(new Relation(name, columns, false, false));
    String step = queries.expressions().of(Type.TEXT, second, 2);
    generation.ctes().add(new Relation(name, columns, false, false));
    return ("%1$s (n, s) AS (SELECT o.id, ((%2$s)::text) COLLATE \"default\" FROM orders o WHERE o.id < 3"
            + " UNION ALL SELECT o.id, ((%3$s)::text) COLLATE \"default\" FROM %1$s JOIN orders o ON o.id = %1$s.n + 2"
            + " WHERE %1$s.n < 7)")
        .formatted(name, start, step);
  }
}
