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

  /** What fails, where the server is to fail in place of something. */
  enum Failing {
    /** A statement that is executed: a transaction begins with it. */
    STATEMENT,
    /** A COPY: a transaction begins with it, and the driver sets no savepoint of its own. */
    COPY,
    /** What only describes a statement. */
    DESCRIPTION
  }

  /** How it ended. */
  enum Ending {
    COMPLETED,
    /** By an error of the driver's: it may have been executed. */
    FAILED,
    /** By an error of the server's. */
    FAILED_AT_SERVER
  }

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
    List<SqlNotice> notices = admit(statement, treated, parameters, Failing.STATEMENT);
    return treated.changesNothing() && !statement.session().isFollowed()
        ? runAlone(statement, treated, notices, step)
        : run(statement, List.of(treated), notices, step);
  }

  /** Begins a COPY. */
  static <T> T ofCopy(CompatStatement statement, Treated treated, Step<T> step)
      throws SQLException {
    List<SqlNotice> notices = admit(statement, treated, null, Failing.COPY);
    return run(statement, List.of(treated), notices, step);
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
      throw translated(failure, List.of(treated), statement.connection());
    } finally {
      statement.session().settledAlone();
    }
  }

  /** Executes a batch of texts. */
  static <T> T ofBatch(CompatStatement statement, List<Treated> batch, Step<T> step)
      throws SQLException {
    SqlError among = statement.session().objection(batch);
    if (among != null) {
      throw ofBatch(fail(statement, among, Failing.STATEMENT), batch.size());
    }
    List<SqlNotice> notices = new ArrayList<>();
    for (Treated treated : batch) {
      try {
        notices.addAll(admit(statement, treated, null, Failing.STATEMENT));
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
        notices.addAll(admit(statement, treated, row, Failing.STATEMENT));
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
      CompatStatement statement, Treated treated, @Nullable Parameters parameters, Failing what)
      throws SQLException {
    Outcome.Refused refused = treated.refused();
    if (refused != null) {
      throw refuse(statement, refused, treated, what);
    }
    Outcome.Rewritten rewritten = treated.rewritten();
    if (rewritten == null) {
      return List.of();
    }
    BindVerdict verdict =
        rewritten.bind(parameters == null ? ParameterValues.NONE : parameters.boundTo(rewritten));
    if (verdict.error() != null) {
      throw fail(statement, verdict.error(), what);
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
    Ending ending = Ending.FAILED;
    try {
      T result = step.run();
      ending = Ending.COMPLETED;
      statement.warn(notices);
      return result;
    } catch (SQLException failure) {
      ending = isOfServer(failure) ? Ending.FAILED_AT_SERVER : Ending.FAILED;
      throw translated(failure, texts, statement.connection());
    } finally {
      for (int i = 0; i < texts.size(); i++) {
        completed(session, texts.get(i), ending != Ending.COMPLETED);
        session.settled(texts.get(i), followed != null && followed.get(i), ending);
      }
    }
  }

  private static boolean isOfServer(SQLException failure) {
    SQLException cause =
        failure instanceof BatchUpdateException batch ? batch.getNextException() : failure;
    return cause != null && Pgjdbc.server(cause) != null;
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
   * @param what what it fails in place of
   * @return what the service is to get
   */
  static SQLException refuse(
      CompatStatement statement, Outcome.Refused refused, Treated treated, Failing what) {
    return refused.read()
        ? fail(statement, refused.error(), what)
        : failUnread(statement, refused.error(), treated, what);
  }

  /**
   * Lets the server fail, so that the transaction fails where it lives.
   *
   * @param what what it fails in place of
   * @return what the service is to get
   */
  static SQLException fail(CompatStatement statement, SqlError error, Failing what) {
    try {
      query(statement, FAILING, what);
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
      CompatStatement statement, SqlError error, Treated treated, Failing what) {
    String numbered = Objects.requireNonNull(treated.judged()).numbered();
    try {
      query(statement, FAILING + ";" + numbered, what);
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
  private static void query(CompatStatement statement, String sql, Failing what)
      throws SQLException {
    requireOpen(statement);
    Connection connection = statement.connection().delegate();
    if (what != Failing.DESCRIPTION && connection != statement.session().driver().base()) {
      try (Statement seen = connection.createStatement()) {
        seen.execute(""); // else it may take the connection back without a rollback
      }
    }
    Pgjdbc driver = statement.session().driver();
    switch (what) {
      case STATEMENT -> driver.query(sql, true);
      case COPY -> driver.copy(sql);
      case DESCRIPTION -> driver.query(sql, false);
    }
  }

  private static SQLException refused(CompatStatement statement, SqlError error) {
    statement.connection().wrapping().events().refused(error);
    return Pgjdbc.error(error);
  }

  /**
   * An error of the server's as the target would have given it for the service's own text, or a
   * refusal that a guard of ours has raised.
   */
  static SQLException translated(
      SQLException failure, List<Treated> texts, CompatConnection connection) {
    if (failure instanceof BatchUpdateException batch) {
      SQLException cause = batch.getNextException();
      if (cause == null) {
        return failure;
      }
      SQLException other = translated(cause, texts, connection);
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
        if (ours.isRefusal()) {
          connection.wrapping().events().refused(ours);
        }
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
