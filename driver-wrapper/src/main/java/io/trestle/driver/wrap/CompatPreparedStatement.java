package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Parameters.Parameter;
import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.engine.Outcome;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgSQLXML;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * A prepared statement that is prepared anew, between executions, when the rules or the schema have
 * moved since. What was set on it is set on the new one.
 */
class CompatPreparedStatement extends DelegatingPreparedStatement {

  /** How the driver makes one. */
  interface Maker {

    /**
     * @param keysInText whether generated keys come of a RETURNING in the text
     */
    PreparedStatement make(Connection connection, String sql, boolean keysInText)
        throws SQLException;
  }

  /** What one begins with. */
  record Start(
      CompatConnection connection, String sql, Form form, String[] returning, Maker maker) {}

  private static final int MAX_BLANKS = 64;

  private final Start start;
  private final Parameters parameters = new Parameters();
  private Treated treated;
  private PreparedStatement delegate;

  /** The one before it: its results may still be read, until the next execution. */
  private @Nullable PreparedStatement retired;

  private long schema;

  /** Those of a batch that has begun. */
  private @Nullable Rows rows;

  CompatPreparedStatement(Start start) throws SQLException {
    super(start.connection());
    this.start = start;
    this.schema = session().schema().version();
    this.treated = session().treat(start.sql(), start.form(), start.returning());
    this.delegate = make(treated, schema);
  }

  /**
   * @param version of the schema: the driver shall not use again what the server has parsed under
   *     another
   */
  private PreparedStatement make(Treated text, long version) throws SQLException {
    long mark = session().schema().mark(version);
    String sql = mark == 0 ? text.sql() : text.sql() + marked(mark);
    return start.maker().make(start.connection().delegate(), sql, text.keysInText());
  }

  /** Behind a call the driver takes blanks only. */
  private String marked(long mark) throws SQLException {
    return start.form().callable() && session().driver().isCall(start.sql())
        ? " ".repeat(1 + (int) (mark % MAX_BLANKS))
        : " /*" + mark + "*/";
  }

  @Override
  protected PreparedStatement delegate() {
    return delegate;
  }

  // --- parameters ------------------------------------------------------------------------------

  @Override
  void set(int index, @Nullable Object value, long number, Parameter parameter)
      throws SQLException {
    ParameterMap map = treated.map();
    if (map == null) {
      parameter.set(delegate, index, value, number);
    } else if (index < 1 || index > map.count()) {
      throw new PSQLException(
          GT.tr(
              "The column index is out of range: {0}, number of columns: {1}.", index, map.count()),
          PSQLState.INVALID_PARAMETER_VALUE);
    } else {
      for (int i = 0; i < map.ours().size(); i++) {
        if (map.ours().get(i) == index) {
          parameter.set(delegate, i + 1, value, number);
        }
      }
    }
    parameters.set(index, value, number, parameter);
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    set(index, value, 0, Parameters.TEXT);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int type) throws SQLException {
    set(index, again(value, -1), type, Typed.UNROUNDED);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int type, int scale)
      throws SQLException {
    set(index, again(value, -1), type, scale < 0 ? Typed.UNROUNDED : new Typed(scale));
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    set(
        index,
        again(value, -1),
        0,
        (statement, at, given, number) -> statement.setSQLXML(at, (SQLXML) given));
  }

  /** In the time zone of a calendar it is another date than by itself. */
  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    set(
        index,
        value == null || calendar == null ? value : calendar,
        0,
        (statement, at, judged, number) -> statement.setDate(at, value, calendar));
  }

  /** Sent with the zone's offset, so that it is the instant where the column has a time zone. */
  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    set(
        index,
        value == null || calendar == null ? value : ValueText.instant(value),
        0,
        (statement, at, judged, number) -> statement.setTimestamp(at, value, calendar));
  }

  /**
   * The driver reads a stream of given length when it sends it, all others when they are set. An
   * XML value without a text is NULL to it.
   */
  @Override
  final @Nullable Object again(@Nullable Object value, long length) throws SQLException {
    if (value instanceof SQLXML xml) { // may be one that can be read only once
      String text = xml.getString();
      return text == null ? null : new PgSQLXML(session().driver().base(), text);
    }
    return Again.of(value, length, treated.map() != null || length < 0);
  }

  @Override
  public void clearParameters() throws SQLException {
    delegate.clearParameters();
    parameters.clear();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    session().begins();
    try {
      refuseWhereRefused();
      ready();
      ParameterMap map = treated.map();
      ParameterMetaData raw = delegate.getParameterMetaData();
      return map == null
          ? raw
          : new CompatParameterMetaData(
              raw, map, parameters, session().driver().base().getTypeInfo());
    } catch (SQLException failure) {
      throw Execution.translated(failure, List.of(treated), connection());
    } finally {
      session().rests();
    }
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    session().begins();
    try {
      refuseWhereRefused();
      ready();
      return delegate.getMetaData();
    } catch (SQLException failure) {
      throw Execution.translated(failure, List.of(treated), connection());
    } finally {
      session().rests();
    }
  }

  /** As a description fails: it begins no transaction. */
  private void refuseWhereRefused() throws SQLException {
    Outcome.Refused refused = treated.refused();
    if (refused != null) {
      throw Execution.refuse(this, refused, treated, Execution.Failing.DESCRIPTION);
    }
  }

  // --- executions ------------------------------------------------------------------------------

  /** Sees to it that the driver's statement is the one for now, with all that was set on it. */
  private void ready() throws SQLException {
    if (session().holds(treated) && schema == session().schema().version()) {
      return;
    }
    long now = session().schema().version();
    Treated anew = session().treat(start.sql(), start.form(), start.returning());
    boolean sameText =
        anew.sql().equals(treated.sql())
            && Objects.equals(anew.map(), treated.map())
            && now == schema;
    if (!sameText) {
      prepareAnew(anew, now);
    }
    treated = anew;
  }

  private void prepareAnew(Treated anew, long now) throws SQLException {
    PreparedStatement before = delegate;
    PreparedStatement next = make(anew, now);
    try {
      copySettings(before, next);
      if (rows != null) {
        Parameters row = new Parameters();
        for (int i = 0; i < rows.count(); i++) {
          rows.copyTo(i, row);
          row.apply(next, anew.map());
          next.addBatch();
        }
      }
      parameters.apply(next, anew.map());
    } catch (SQLException | RuntimeException failure) {
      next.close();
      throw failure;
    }
    closeRetired();
    delegate = next;
    schema = now;
    retired = before;
  }

  private void closeRetired() throws SQLException {
    PreparedStatement before = retired;
    retired = null;
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      closeRetired();
    } finally {
      super.close();
    }
  }

  private static void copySettings(PreparedStatement from, PreparedStatement to)
      throws SQLException {
    to.setFetchSize(from.getFetchSize());
    to.setFetchDirection(from.getFetchDirection());
    to.setMaxRows(from.getMaxRows());
    to.setMaxFieldSize(from.getMaxFieldSize());
    to.setQueryTimeout(from.getQueryTimeout());
    to.setPoolable(from.isPoolable());
    if (from.isCloseOnCompletion()) {
      to.closeOnCompletion();
    }
    PGStatement theirs = from.unwrap(PGStatement.class);
    PGStatement own = to.unwrap(PGStatement.class);
    own.setPrepareThreshold(theirs.getPrepareThreshold());
    own.setAdaptiveFetch(theirs.getAdaptiveFetch());
  }

  private <T> T run(Execution.Step<T> step) throws SQLException {
    DriverSession session = session();
    session.begins();
    try {
      return runReady(step);
    } finally {
      session.rests();
    }
  }

  private <T> T runReady(Execution.Step<T> step) throws SQLException {
    ready();
    closeRetired();
    if (treated.isPlain()) {
      begins(false);
      return step.run();
    }
    begins(treated.mayConcern());
    requireAll();
    Treated before = treated;
    try {
      return Execution.of(this, before, parameters, step);
    } catch (SQLException failure) {
      if (!session().schema().mayHeal(failure, before)) {
        throw failure;
      }
      ready();
      if (treated.sql().equals(before.sql())) {
        throw failure;
      }
      return Execution.of(this, treated, parameters, step);
    }
  }

  /**
   * The driver says so only of parameters that it is given, and after those for the column have
   * been judged.
   */
  private void requireAll() throws SQLException {
    Treated.Judged judged = treated.judged();
    boolean needed = judged != null && treated.rewritten() != null;
    int missing = needed ? parameters.firstMissing(judged.parameters()) : 0;
    if (missing > 0) {
      Execution.requireOpen(this);
      throw new PSQLException(
          GT.tr("No value specified for parameter {0}.", missing),
          PSQLState.INVALID_PARAMETER_VALUE);
    }
  }

  @Override
  public boolean execute() throws SQLException {
    return run(() -> delegate.execute());
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    return results(run(() -> delegate.executeQuery()));
  }

  @Override
  public int executeUpdate() throws SQLException {
    return run(() -> delegate.executeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return run(() -> delegate.executeLargeUpdate());
  }

  // --- batches ---------------------------------------------------------------------------------

  @Override
  public void addBatch() throws SQLException {
    if (rows == null) {
      ready();
    }
    requireAll();
    delegate.addBatch();
    if (rows == null) {
      rows = session().takeRows();
    }
    rows.add(parameters);
  }

  @Override
  public void clearBatch() throws SQLException {
    super.clearBatch();
    Rows batch = rows;
    rows = null;
    if (batch != null) {
      session().giveBack(batch);
    }
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return rows == null ? super.executeBatch() : runRows(rows, () -> delegate.executeBatch());
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return rows == null
        ? super.executeLargeBatch()
        : runRows(rows, () -> delegate.executeLargeBatch());
  }

  private <T> T runRows(Rows batch, Execution.Step<T> step) throws SQLException {
    try {
      return emptying(
          () -> {
            try {
              ready();
              closeRetired();
            } finally {
              rows = null;
            }
            if (treated.isPlain()) {
              begins(false);
              return step.run();
            }
            begins(treated.mayConcern());
            return Execution.ofRows(this, treated, batch, step);
          });
    } finally {
      session().giveBack(batch);
    }
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
