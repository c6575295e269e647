package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** One execution of what is not plain. */
final class Execution {

  /** Fails in analysis, always and without any effect, and takes the transaction with it. */
  private static final String FAILING = "SELECT \"trestle: refused\"";

  private static final String UNDEFINED_COLUMN = "42703";
  private static final String SYNTAX_ERROR = "42601";

  private Execution() {}

  /** Asks the driver. */
  interface Step<T> {
    T run() throws SQLException;
  }

  /**
   * Executes a text.
   *
   * @param parameters those that are bound; null where there are none
   */
  static <T> T of(
      CompatStatement statement, Treated treated, @Nullable Parameters parameters, Step<T> step)
      throws SQLException {
    List<SqlNotice> notices = admit(statement, treated, parameters);
    return treated.changesNothing() && !statement.session().isFollowed()
        ? runAlone(statement, treated, notices, step)
        : run(statement, List.of(treated), notices, step);
  }

  /** A text that leaves the session as it is. */
  private static <T> T runAlone(
      CompatStatement statement, Treated treated, List<SqlNotice> notices, Step<T> step)
      throws SQLException {
    try {
      T result = step.run();
      statement.warn(notices);
      return result;
    } catch (SQLException failure) {
      throw translated(failure, List.of(treated));
    } finally {
      statement.session().settledAlone();
    }
  }

  /** Executes a batch of texts. */
  static <T> T ofBatch(CompatStatement statement, List<Treated> batch, Step<T> step)
      throws SQLException {
    SqlError among = statement.session().objection(batch);
    if (among != null) {
      throw ofBatch(fail(statement, among, true), batch.size());
    }
    List<SqlNotice> notices = new ArrayList<>();
    for (Treated treated : batch) {
      try {
        notices.addAll(admit(statement, treated, null));
      } catch (SQLException refused) {
        throw ofBatch(refused, batch.size());
      }
    }
    return run(statement, batch, notices, step);
  }

  /** Executes a batch of rows of one text. */
  static <T> T ofRows(CompatStatement statement, Treated treated, Rows rows, Step<T> step)
      throws SQLException {
    List<SqlNotice> notices = new ArrayList<>();
    Parameters row = new Parameters();
    for (int i = 0; i < rows.count(); i++) {
      rows.copyTo(i, row);
      try {
        notices.addAll(admit(statement, treated, row));
      } catch (SQLException refused) {
        throw ofBatch(refused, rows.count());
      }
    }
    return run(statement, List.of(treated), notices, step);
  }

  private static SQLException ofBatch(SQLException refused, int size) {
    int[] counts = new int[size];
    Arrays.fill(counts, Statement.EXECUTE_FAILED);
    BatchUpdateException failure =
        new BatchUpdateException(refused.getMessage(), refused.getSQLState(), 0, counts, refused);
    failure.setNextException(refused);
    return failure;
  }

  /**
   * Says whether a text may be executed with these parameters.
   *
   * @return what to tell the service when it is
   * @throws SQLException when it may not; the transaction has failed then
   */
  private static List<SqlNotice> admit(
      CompatStatement statement, Treated treated, @Nullable Parameters parameters)
      throws SQLException {
    Outcome.Refused refused = treated.refused();
    if (refused != null) {
      throw refuse(statement, refused, treated, true);
    }
    Outcome.Rewritten rewritten = treated.rewritten();
    if (rewritten == null) {
      return List.of();
    }
    BindVerdict verdict =
        rewritten.bind(parameters == null ? ParameterValues.NONE : parameters.boundTo(rewritten));
    if (verdict.error() != null) {
      throw fail(statement, verdict.error(), true);
    }
    statement.connection().wrapping().events().rewritten(rewritten.rules());
    return verdict.notices();
  }

  private static <T> T run(
      CompatStatement statement, List<Treated> texts, List<SqlNotice> notices, Step<T> step)
      throws SQLException {
    DriverSession session = statement.session();
    for (Treated treated : texts) {
      if (treated.judged() != null) {
        for (PreparedEffects.Prelude prelude : treated.judged().outcome().prepares().preludes()) {
          prelude(statement, prelude);
        }
      }
    }
    BitSet followed = null;
    for (int i = 0; i < texts.size(); i++) {
      if (session.sent(texts.get(i))) {
        followed = followed == null ? new BitSet() : followed;
        followed.set(i);
      }
    }
    boolean failed = true;
    try {
      T result = step.run();
      failed = false;
      statement.warn(notices);
      return result;
    } catch (SQLException failure) {
      throw translated(failure, texts);
    } finally {
      for (int i = 0; i < texts.size(); i++) {
        completed(session, texts.get(i), failed);
        session.settled(texts.get(i), followed != null && followed.get(i), failed);
      }
    }
  }

  /**
   * Of several statements of which one has failed it is not known which were completed: a name that
   * was free may be taken then, and nothing is lost where it is not.
   */
  private static void completed(DriverSession session, Treated treated, boolean failed) {
    if (treated.judged() == null) {
      return;
    }
    boolean several = treated.judged().statements() > 1;
    for (PreparedChange change : treated.judged().outcome().prepares().changes().values()) {
      if (!failed) {
        session.completed(change);
      } else if (several) {
        session.mayHaveCompleted(change);
      }
    }
  }

  private static void prelude(CompatStatement statement, PreparedEffects.Prelude prelude)
      throws SQLException {
    Pgjdbc driver = statement.session().driver();
    boolean strings = driver.standardConformingStrings();
    String sql =
        driver.sendsAsItIs(Form.TEXT_AS_IT_IS, CompatStatement.NONE)
            ? prelude.sql()
            : JdbcText.of(prelude.sql(), strings, false, Map.of()).sql();
    try (Statement own = statement.connection().delegate().createStatement()) {
      own.setEscapeProcessing(false);
      own.execute(sql);
    } catch (SQLException failure) {
      throw Pgjdbc.at(failure, 0);
    }
    statement.session().completed(prelude.change());
  }

  // --- errors ----------------------------------------------------------------------------------

  /**
   * Lets the server fail in place of a refused text.
   *
   * @param begins whether a transaction begins with that, as with any statement that is executed
   * @return what the service is to get
   */
  static SQLException refuse(
      CompatStatement statement, Outcome.Refused refused, Treated treated, boolean begins) {
    return refused.read()
        ? fail(statement, refused.error(), begins)
        : failUnread(statement, refused.error(), treated, begins);
  }

  /**
   * Lets the server fail, so that the transaction fails where it lives.
   *
   * @param begins whether a transaction begins with that, as with any statement that is executed
   * @return what the service is to get
   */
  static SQLException fail(CompatStatement statement, SqlError error, boolean begins) {
    try {
      query(statement, FAILING, begins);
    } catch (SQLException failure) {
      if (!UNDEFINED_COLUMN.equals(failure.getSQLState())) {
        return failure;
      }
    }
    return refused(statement, error);
  }

  /**
   * The same, with a text behind it that the engine could not read: the server checks the whole for
   * syntax before it runs anything, and an error there is the service's own. It never runs the
   * text.
   */
  private static SQLException failUnread(
      CompatStatement statement, SqlError error, Treated treated, boolean begins) {
    String numbered = Objects.requireNonNull(treated.judged()).numbered();
    try {
      query(statement, FAILING + ";" + numbered, begins);
    } catch (SQLException failure) {
      ServerErrorMessage server = Pgjdbc.server(failure);
      if (SYNTAX_ERROR.equals(failure.getSQLState()) && server != null) {
        int position = server.getPosition() - FAILING.length() - 1;
        return Pgjdbc.at(failure, treated.judged().statements() == 1 ? position : 0);
      }
      if (!UNDEFINED_COLUMN.equals(failure.getSQLState())) {
        return failure;
      }
    }
    return refused(statement, error);
  }

  /** Says of a closed statement what the driver says; an error of ours would be another. */
  static void requireOpen(CompatStatement statement) throws SQLException {
    if (statement.delegate().isClosed()) {
      throw new PSQLException(
          GT.tr("This statement has been closed."), PSQLState.OBJECT_NOT_IN_STATE);
    }
  }

  /** Asks the server in place of a statement; a pool is told that something is executed. */
  private static void query(CompatStatement statement, String sql, boolean begins)
      throws SQLException {
    requireOpen(statement);
    Connection connection = statement.connection().delegate();
    if (begins && connection != statement.session().driver().base()) {
      try (Statement seen = connection.createStatement()) {
        seen.execute(""); // else it may take the connection back without a rollback
      }
    }
    statement.session().driver().query(sql, begins);
  }

  private static SQLException refused(CompatStatement statement, SqlError error) {
    statement.connection().wrapping().events().refused(error);
    return Pgjdbc.error(error);
  }

  /** An error of the server's as the target would have given it for the service's own text. */
  static SQLException translated(SQLException failure, List<Treated> texts) {
    if (failure instanceof BatchUpdateException batch) {
      SQLException cause = batch.getNextException();
      if (cause == null) {
        return failure;
      }
      SQLException other = translated(cause, texts);
      if (other == cause) {
        return failure;
      }
      BatchUpdateException replaced =
          new BatchUpdateException(
              batch.getMessage(),
              other.getSQLState(),
              batch.getErrorCode(),
              batch.getLargeUpdateCounts(),
              other);
      replaced.setNextException(other);
      return replaced;
    }
    ServerErrorMessage server = Pgjdbc.server(failure);
    if (server == null || server.getSQLState() == null) {
      return failure;
    }
    boolean concerned = false;
    for (Treated treated : texts) {
      Outcome.Rewritten rewritten = treated.rewritten();
      concerned |= rewritten != null;
      SqlError ours =
          rewritten == null
              ? null
              : rewritten.translate(server.getSQLState(), String.valueOf(server.getMessage()));
      if (ours != null) {
        return Pgjdbc.error(server.getWhere() == null ? ours : ours.in(server.getWhere()));
      }
    }
    if (server.getPosition() == 0 || !concerned) {
      return failure;
    }
    Treated.Judged judged = texts.get(0).judged();
    boolean certain = texts.size() == 1 && judged != null && judged.statements() == 1;
    return Pgjdbc.at(failure, certain ? position(judged, server.getPosition()) : 0);
  }

  private static int position(Treated.Judged judged, int sent) {
    return judged.sent() == null || !(judged.outcome() instanceof Outcome.Rewritten rewritten)
        ? sent
        : rewritten.edits().toClient(judged.sent().position(sent, rewritten.sql()));
  }
}
