package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target database of one column, in builds that differ in the order of rows. Answers are kept,
 * as several stages ask.
 */
final class Target implements AutoCloseable {

  private final List<Replay> builds = new ArrayList<>();
  private final String stateQuery;
  private final Map<RecordedUnit, Run> runs = new HashMap<>();

  Target(TestPostgres postgres, List<String> databases) throws SQLException {
    for (String database : databases) {
      builds.add(new Replay(postgres.host(), postgres.port(), postgres, database));
    }
    this.stateQuery = stateQuery(postgres, databases.get(0));
  }

  /**
   * One run of a unit.
   *
   * @param statements what is expected of its statements; ends early where the builds disagree
   * @param state all tables at the end; null where nothing was written, nothing can be seen because
   *     the transaction is aborted, or the builds disagree
   */
  record Run(List<Expected> statements, @Nullable Expected state) {}

  /** A query that shows all tables, with their columns by name. */
  String stateQuery() {
    return stateQuery;
  }

  Run run(RecordedUnit unit) throws IOException, SQLException {
    Run known = runs.get(unit);
    if (known == null) {
      known = replay(unit);
      runs.put(unit, known);
    }
    return known;
  }

  private Run replay(RecordedUnit unit) throws IOException, SQLException {
    for (Replay build : builds) {
      build.begin(unit);
    }
    List<Expected> statements = new ArrayList<>();
    char status = 'T';
    boolean agreed = true;
    for (RecordedStatement statement : unit.replayed()) {
      List<Answer> answers = new ArrayList<>();
      for (Replay build : builds) {
        answers.add(build.send(statement));
      }
      Expected expected = Expected.of(answers, statement.orders());
      if (expected == null) {
        agreed = false;
        break;
      }
      statements.add(expected);
      status = answers.get(0).status();
    }
    Expected state = null;
    if (agreed && status == 'T' && unit.writes()) {
      List<Answer> states = new ArrayList<>();
      for (Replay build : builds) {
        states.add(build.query(stateQuery));
      }
      state = Expected.of(states, false);
    }
    for (Replay build : builds) {
      build.rollBack(false);
    }
    return new Run(statements, state);
  }

  private static String stateQuery(TestPostgres postgres, String database) throws SQLException {
    String queries =
        "SELECT string_agg(q, '; ' ORDER BY relname) FROM (SELECT relname, format('SELECT %s FROM"
            + " public.%I', string_agg(quote_ident(attname), ', ' ORDER BY attnum), relname) AS q"
            + " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            + " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0"
            + " AND NOT attisdropped GROUP BY relname) tables";
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(queries)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Replay build : builds) {
      build.close();
    }
  }
}
