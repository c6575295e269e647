package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Treated.Part;
import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    return run(statement, List.of(treated), notices, step);
  }

  /** Executes a batch of texts. */
  static <T> T ofBatch(CompatStatement statement, List<Treated> batch, Step<T> step)
      throws SQLException {
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
  static <T> T ofRows(
      CompatStatement statement, Treated treated, List<Parameters> rows, Step<T> step)
      throws SQLException {
    List<SqlNotice> notices = new ArrayList<>();
    for (Parameters row : rows) {
      try {
        notices.addAll(admit(statement, treated, row));
      } catch (SQLException refused) {
        throw ofBatch(refused, rows.size());
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
      throw refuse(statement, refused, treated);
    }
    List<SqlNotice> notices = List.of();
    for (Part part : treated.parts()) {
      Outcome.Rewritten rewritten = part.rewritten();
      if (rewritten == null) {
        continue;
      }
      if (rewritten.checksParameters()) {
        ParameterValues values =
            parameters == null ? ParameterValues.NONE : parameters.from(part.before());
        BindVerdict verdict = rewritten.bind(values);
        if (verdict.error() != null) {
          throw fail(statement, verdict.error());
        }
        if (!verdict.notices().isEmpty()) {
          notices = new ArrayList<>(notices);
          notices.addAll(verdict.notices());
        }
      }
      statement.connection().wrapping().events().rewritten(rewritten.rules());
    }
    return notices;
  }

  private static <T> T run(
      CompatStatement statement, List<Treated> texts, List<SqlNotice> notices, Step<T> step)
      throws SQLException {
    DriverSession session = statement.session();
    for (Treated treated : texts) {
      for (Part part : treated.parts()) {
        for (PreparedEffects.Prelude prelude : part.outcome().prepares().preludes()) {
          prelude(statement, prelude);
        }
      }
    }
    boolean[] followed = new boolean[texts.size()];
    for (int i = 0; i < followed.length; i++) {
      followed[i] = session.sent(texts.get(i));
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
      for (int i = 0; i < followed.length; i++) {
        if (!failed) {
          completed(session, texts.get(i));
        }
        session.settled(texts.get(i), followed[i], failed);
      }
    }
  }

  private static void completed(DriverSession session, Treated treated) {
    for (Part part : treated.parts()) {
      for (PreparedChange change : part.outcome().prepares().changes().values()) {
        session.completed(change);
      }
    }
  }

  private static void prelude(CompatStatement statement, PreparedEffects.Prelude prelude)
      throws SQLException {
    try (Statement own = statement.connection().delegate().createStatement()) {
      own.setEscapeProcessing(false);
      own.execute(JdbcText.of(prelude.sql(), true, false, Map.of()).sql());
    } catch (SQLException failure) {
      throw Pgjdbc.at(failure, 0);
    }
    statement.session().completed(prelude.change());
  }

  // --- errors ----------------------------------------------------------------------------------

  private static SQLException refuse(
      CompatStatement statement, Outcome.Refused refused, Treated treated) {
    if (!refused.read() && treated.parts().size() == 1) {
      SQLException wrong = describe(statement, treated);
      if (wrong != null && SYNTAX_ERROR.equals(wrong.getSQLState())) {
        return wrong;
      }
    }
    return fail(statement, refused.error());
  }

  /** Has the server look at a text that we cannot read, without running it. */
  private static @Nullable SQLException describe(CompatStatement statement, Treated treated) {
    String sql = treated.sql();
    try (java.sql.PreparedStatement own = statement.connection().delegate().prepareStatement(sql)) {
      own.getParameterMetaData();
      return null;
    } catch (SQLException failure) {
      return failure;
    }
  }

  /** Lets the server fail, so that the transaction fails where it lives. */
  static SQLException fail(CompatStatement statement, SqlError error) {
    SQLException shown = Pgjdbc.error(error);
    try (Statement own = statement.connection().delegate().createStatement()) {
      own.execute(FAILING);
    } catch (SQLException failure) {
      if (!UNDEFINED_COLUMN.equals(failure.getSQLState())) {
        return failure;
      }
    }
    statement.connection().wrapping().events().refused(error);
    return shown;
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
    Part only = null;
    int parts = 0;
    for (Treated treated : texts) {
      for (Part part : treated.parts()) {
        Outcome.Rewritten rewritten = part.rewritten();
        SqlError ours =
            rewritten == null
                ? null
                : rewritten.translate(server.getSQLState(), String.valueOf(server.getMessage()));
        if (ours != null) {
          return Pgjdbc.error(server.getWhere() == null ? ours : ours.in(server.getWhere()));
        }
        only = part;
        parts++;
      }
    }
    if (server.getPosition() == 0 || only == null) {
      return failure;
    }
    if (parts > 1) {
      return texts.stream().anyMatch(Treated::isConcerned) ? Pgjdbc.at(failure, 0) : failure;
    }
    return Pgjdbc.at(failure, position(only, server.getPosition()));
  }

  private static int position(Part part, int sent) {
    Outcome.Rewritten rewritten = part.rewritten();
    if (rewritten == null || part.sent() == null) {
      return sent;
    }
    return rewritten.edits().toClient(part.sent().position(sent, rewritten.sql()));
  }
}
