package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers of a reference database in one manner. A case is asked once and its answers are kept,
 * as several stages are compared with the same database.
 */
final class Reference implements AutoCloseable {

  private final Client client;
  private final TableReset reset;
  private final Manner manner;
  private final Map<String, String> stateQueries;
  private final Map<OracleCase, List<Run>> runs = new HashMap<>();

  /**
   * @param reset for that database
   */
  Reference(
      TestPostgres postgres, String database, Scenario scenario, Manner manner, TableReset reset)
      throws SQLException {
    this.client = manner.client(PlainSubject.endpoint(postgres, database), scenario.audience());
    this.reset = reset;
    this.manner = manner;
    this.stateQueries = reset.stateQueries(scenario.table());
  }

  /**
   * One run of a case.
   *
   * @param answers for each statement its rounds of messages
   * @param state the rows of the tables afterwards, by the key of {@link #stateQueries} and in
   *     their order; empty where nothing was written, or nothing can be seen because the
   *     transaction is aborted
   */
  record Run(List<List<Answer>> answers, Map<String, Answer> state) {}

  /** Queries that together show all tables, by what they show. */
  Map<String, String> stateQueries() {
    return stateQueries;
  }

  /**
   * The runs of a case, as many as the manner has.
   *
   * @throws IOException if its session broke; the next case gets another
   */
  List<Run> runs(OracleCase oracleCase) throws IOException, SQLException {
    List<Run> known = runs.get(oracleCase);
    if (known != null) {
      return known;
    }
    List<Run> recorded = new ArrayList<>();
    for (int run = 0; run < manner.runs(); run++) {
      recorded.add(run(oracleCase, run));
    }
    client.forgetStatements();
    runs.put(oracleCase, recorded);
    return recorded;
  }

  /** Frees what is kept of a case that does not come again. */
  void forget(OracleCase oracleCase) {
    runs.remove(oracleCase);
  }

  private Run run(OracleCase oracleCase, int run) throws IOException, SQLException {
    reset.before(oracleCase);
    try {
      return record(oracleCase, run);
    } catch (IOException broken) {
      client.abandon();
      throw broken;
    } finally {
      reset.after(oracleCase);
    }
  }

  private Run record(OracleCase oracleCase, int run) throws IOException {
    if (!oracleCase.autocommit()) {
      client.begin();
    }
    List<List<Answer>> answers = new ArrayList<>();
    for (CaseStatement statement : oracleCase.statements()) {
      answers.add(client.run(statement, run));
    }
    Run recorded = new Run(answers, oracleCase.writes() ? state() : Map.of());
    client.rollBack(false);
    return recorded;
  }

  private Map<String, Answer> state() throws IOException {
    List<Answer> answers = client.queries(List.copyOf(stateQueries.values()));
    Map<String, Answer> state = new LinkedHashMap<>();
    for (String shown : stateQueries.keySet()) {
      Answer answer = answers.get(state.size());
      if (answer.failure() != null) {
        return Map.of();
      }
      state.put(shown, answer);
    }
    return state;
  }

  @Override
  public void close() {
    client.close();
  }
}
