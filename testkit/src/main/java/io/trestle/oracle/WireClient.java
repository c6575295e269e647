package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that speaks the protocol itself, in one mode. */
final class WireClient implements Client {

  private final String host;
  private final int port;
  private final String database;
  private final Audience audience;
  private final Mode mode;
  private @Nullable PgWire wire;

  private final Map<Text, Prepared> prepared = new HashMap<>();

  /** What one prepared statement can serve: equal texts share it, as in drivers. */
  private record Text(String sql, List<Integer> declaredTypes) {}

  /**
   * @param parameterTypes what ParameterDescription said
   */
  private record Prepared(String name, List<Integer> parameterTypes) {}

  WireClient(String host, int port, String database, Audience audience, Mode mode) {
    this.host = host;
    this.port = port;
    this.database = database;
    this.audience = audience;
    this.mode = mode;
  }

  /** As drivers do where they may, without waiting for the answer; psql and the like wait. */
  @Override
  public void begin() throws IOException {
    if (mode != Mode.SIMPLE) {
      wire().beginAhead();
      return;
    }
    Answer begun = query("BEGIN");
    if (begun.status() != 'T') {
      throw new IOException("BEGIN was answered by " + begun);
    }
  }

  @Override
  public boolean rollBack(boolean doubtful) throws IOException {
    Answer rolledBack = query("ROLLBACK");
    boolean inStep =
        rolledBack.status() == 'I'
            && rolledBack.results().size() == 1
            && rolledBack.results().get(0).tag().equals("ROLLBACK");
    if (doubtful && inStep) {
      inStep = query("SELECT 'in step'").results().toString().contains("'in step'");
    }
    return inStep;
  }

  /** A plain simple query, whatever the mode. */
  @Override
  public Answer query(String sql) throws IOException {
    return wire().query(sql);
  }

  @Override
  public List<Answer> queries(List<String> texts) throws IOException {
    return wire().queries(texts);
  }

  @Override
  public List<Answer> run(CaseStatement statement, int run) throws IOException {
    return switch (mode) {
      case SIMPLE -> List.of(wire().with(statement.data()).query(statement.inlined()));
      case EXTENDED ->
          List.of(wire().with(statement.data()).extended(statement.sql(), statement.parameters()));
      case PREPARED -> prepared(statement, run);
    };
  }

  private List<Answer> prepared(CaseStatement statement, int run) throws IOException {
    List<Answer> answers = new ArrayList<>();
    Text text =
        new Text(statement.sql(), statement.parameters().stream().map(Parameter::typeOid).toList());
    Prepared known = prepared.get(text);
    if (known == null) {
      String name = statement.origin();
      Answer answer = wire().prepare(name, statement.sql(), statement.parameters());
      answers.add(answer);
      if (answer.failure() != null || answer.parameterTypes() == null) {
        return answers;
      }
      known = new Prepared(name, answer.parameterTypes());
      prepared.put(text, known);
    }
    boolean binary = run > 0;
    List<PgWire.Bound> values =
        binary
            ? PgWire.binary(statement.parameters(), known.parameterTypes())
            : statement.parameters().stream().map(PgWire.Bound::text).toList();
    answers.add(wire().with(statement.data()).execute(known.name(), values, binary));
    return answers;
  }

  @Override
  public void forgetStatements() throws IOException {
    if (!prepared.isEmpty()) {
      wire().closeAhead(prepared.values().stream().map(Prepared::name).toList());
    }
    prepared.clear();
  }

  private PgWire wire() throws IOException {
    PgWire open = wire;
    if (open == null) {
      open = new PgWire(host, port, database, audience.applicationName());
      wire = open;
    }
    return open;
  }

  @Override
  public void abandon() {
    prepared.clear();
    PgWire open = wire;
    wire = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyBroken) {
        // it is given up because it is broken
      }
    }
  }

  @Override
  public void close() {
    abandon();
  }
}
