package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A client that asks over JDBC. A transaction is one without autocommit, so that the driver begins
 * it. A prepared statement stays open until the runs of its case are over.
 */
final class JdbcClient implements Client {

  private final Subject.Endpoint endpoint;
  private final Audience audience;
  private final JdbcMode mode;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private @Nullable Connection connection;

  JdbcClient(Subject.Endpoint endpoint, Audience audience, JdbcMode mode) {
    this.endpoint = endpoint;
    this.audience = audience;
    this.mode = mode;
  }

  /** What is asked of a connection. */
  private interface Question {
    void ask(Connection open, JdbcAnswer answer) throws SQLException;
  }

  @Override
  public void begin() throws IOException {
    try {
      connection().setAutoCommit(false);
    } catch (SQLException failed) {
      throw new IOException("no transaction can be begun: " + failed, failed);
    }
  }

  @Override
  public boolean rollBack(boolean doubtful) throws IOException {
    try {
      Connection open = connection();
      if (open.getAutoCommit()) {
        query("ROLLBACK");
      } else {
        open.rollback();
        open.setAutoCommit(true);
      }
    } catch (SQLException failed) {
      return false;
    }
    Answer answer = query("SELECT 'in step'");
    return answer.status() == 'I' && answer.results().toString().contains("'in step'");
  }

  @Override
  public Answer query(String sql) throws IOException {
    return ask((open, answer) -> execute(open, sql, answer));
  }

  @Override
  public List<Answer> run(CaseStatement statement, int run) throws IOException {
    if (JdbcCopy.isCopy(statement.sql())) {
      return List.of(
          ask(
              (open, answer) ->
                  new JdbcCopy(open.unwrap(PGConnection.class).getCopyAPI())
                      .run(statement, answer)));
    }
    if (mode.form() == JdbcForm.STATEMENT) {
      return List.of(query(statement.jdbcInlined()));
    }
    List<Answer> answers = new ArrayList<>();
    if (mode.describes(run)) {
      answers.add(
          ask((open, answer) -> answer.parameters(set(open, statement).getParameterMetaData())));
    }
    if (answers.isEmpty() || answers.get(0).failure() == null) {
      answers.add(ask((open, answer) -> execute(set(open, statement), answer)));
    }
    return answers;
  }

  private PreparedStatement set(Connection open, CaseStatement statement) throws SQLException {
    JdbcText text = statement.jdbc();
    PreparedStatement known = prepared.get(text.sql());
    if (known == null) {
      known = open.prepareStatement(text.sql());
      prepared.put(text.sql(), known);
    }
    for (int place = 0; place < text.parameters().size(); place++) {
      int number = text.parameters().get(place);
      JdbcParameter.set(known, place + 1, statement.parameters().get(number - 1));
    }
    return known;
  }

  private static void execute(PreparedStatement statement, JdbcAnswer answer) throws SQLException {
    try {
      answer.results(statement, statement.execute());
    } finally {
      answer.warnings(statement.getWarnings());
      statement.clearWarnings();
    }
  }

  private static void execute(Connection open, String sql, JdbcAnswer answer) throws SQLException {
    try (Statement statement = open.createStatement()) {
      try {
        answer.results(statement, statement.execute(sql));
      } finally {
        answer.warnings(statement.getWarnings());
      }
    }
  }

  private Answer ask(Question question) throws IOException {
    JdbcAnswer answer = new JdbcAnswer();
    try {
      Connection open = connection();
      try {
        question.ask(open, answer);
      } catch (SQLException failed) {
        answer.failure(failed);
        if (open.isClosed()) {
          throw new IOException("the session is closed: " + failed, failed);
        }
      }
      return answer.finish(open);
    } catch (SQLException | RuntimeException | AssertionError failed) {
      throw new IOException("the session cannot be used: " + failed, failed);
    }
  }

  @Override
  public void forgetStatements() throws IOException {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
    } catch (SQLException failed) {
      throw new IOException("a statement cannot be closed", failed);
    } finally {
      prepared.clear();
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = endpoint.connect(mode.settings(audience));
      connection = open;
    }
    return open;
  }

  @Override
  public void abandon() {
    prepared.clear();
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException alreadyBroken) {
        // it is given up because it is broken
      }
    }
  }

  @Override
  public void close() {
    abandon();
  }
}
