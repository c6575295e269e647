package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.engine.SqlNotice;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes texts as the engine says. */
class CompatStatement extends DelegatingStatement {

  static final String[] NONE = {};
  private static final String[] ALL = {"*"};

  private final CompatConnection connection;
  private @Nullable Statement delegate;
  private final Warnings warnings = new Warnings();
  private @Nullable CompatResultSet lastResults;
  private boolean escapes = true;
  private boolean concerned;
  private List<Treated> batch = List.of();
  private List<String> batchTexts = List.of();

  CompatStatement(CompatConnection connection) {
    this.connection = connection;
  }

  CompatStatement(CompatConnection connection, Statement delegate) {
    this.connection = connection;
    this.delegate = delegate;
  }

  @Override
  protected Statement delegate() {
    Statement known = delegate;
    if (known == null) {
      throw new IllegalStateException("a statement without a delegate");
    }
    return known;
  }

  DriverSession session() {
    return connection.session();
  }

  CompatConnection connection() {
    return connection;
  }

  // --- links -----------------------------------------------------------------------------------

  @Override
  public Connection getConnection() throws SQLException {
    delegate().getConnection(); // fails when it is closed
    return connection;
  }

  @Override
  protected ResultSet results(ResultSet raw) {
    if (raw == null) {
      return null;
    }
    CompatResultSet last = lastResults;
    if (last == null || last.delegate() != raw) {
      last = new CompatResultSet(raw, this, concerned);
      lastResults = last;
    }
    return last;
  }

  protected Array array(Array raw) {
    return raw == null ? null : new CompatArray(raw, connection);
  }

  protected Object object(Object raw) {
    if (raw instanceof String || raw instanceof Number || raw instanceof Date) {
      return raw; // told in a moment, where that it is of no interface takes a search
    }
    return raw instanceof ResultSet results
        ? results(results)
        : raw instanceof Array array ? array(array) : raw;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Unwrapping.unwrap(this, delegate(), type, connection.wrapping().events());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return Unwrapping.isWrapperFor(this, delegate(), type);
  }

  // --- warnings --------------------------------------------------------------------------------

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    return warnings.before(delegate().getWarnings());
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate().clearWarnings();
    warnings.clear();
  }

  void warn(List<SqlNotice> notices) {
    warnings.add(notices);
  }

  /** An execution begins: what the one before has left is over. */
  void begins(boolean concernedNow) {
    warnings.clear();
    lastResults = null;
    concerned = concernedNow;
  }

  // --- executions ------------------------------------------------------------------------------

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    delegate().setEscapeProcessing(enable);
    escapes = enable;
  }

  private Form form() {
    return escapes ? Form.TEXT : Form.TEXT_AS_IT_IS;
  }

  /** What is done with a text. */
  private interface Call<T> {

    /**
     * @param keysInText whether generated keys come of a RETURNING in the text
     */
    T with(String sql, boolean keysInText) throws SQLException;
  }

  private <T> T run(String sql, String[] returning, Call<T> call) throws SQLException {
    if (sql == null) {
      return call.with(sql, false);
    }
    DriverSession session = session();
    session.begins();
    try {
      return runText(sql, returning, call);
    } finally {
      session.rests();
    }
  }

  private <T> T runText(String sql, String[] returning, Call<T> call) throws SQLException {
    Treated treated = session().treat(sql, form(), returning);
    begins(treated.mayConcern());
    if (treated.isPlain()) {
      return call.with(sql, false);
    }
    try {
      return run(treated, call);
    } catch (SQLException failure) {
      if (!session().schema().mayHeal(failure, treated)) {
        throw failure;
      }
      Treated anew = session().treat(sql, form(), returning);
      if (anew.sql().equals(treated.sql())) {
        throw failure;
      }
      return run(anew, call);
    }
  }

  private <T> T run(Treated treated, Call<T> call) throws SQLException {
    return Execution.of(this, treated, null, () -> call.with(treated.sql(), treated.keysInText()));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().execute(text));
  }

  @Override
  public boolean execute(String sql, int generatedKeys) throws SQLException {
    return run(
        sql, columns(generatedKeys), (text, keys) -> delegate().execute(text, generatedKeys));
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().execute(text, columns));
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    return run(
        sql,
        columns(columns),
        (text, keys) ->
            keys
                ? delegate().execute(text, RETURN_GENERATED_KEYS)
                : delegate().execute(text, columns));
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    return results(run(sql, NONE, (text, keys) -> delegate().executeQuery(text)));
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().executeUpdate(text));
  }

  @Override
  public int executeUpdate(String sql, int generatedKeys) throws SQLException {
    return run(
        sql, columns(generatedKeys), (text, keys) -> delegate().executeUpdate(text, generatedKeys));
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().executeUpdate(text, columns));
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    return run(
        sql,
        columns(columns),
        (text, keys) ->
            keys
                ? delegate().executeUpdate(text, RETURN_GENERATED_KEYS)
                : delegate().executeUpdate(text, columns));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().executeLargeUpdate(text));
  }

  @Override
  public long executeLargeUpdate(String sql, int generatedKeys) throws SQLException {
    return run(
        sql,
        columns(generatedKeys),
        (text, keys) -> delegate().executeLargeUpdate(text, generatedKeys));
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    return run(sql, NONE, (text, keys) -> delegate().executeLargeUpdate(text, columns));
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    return run(
        sql,
        columns(columns),
        (text, keys) ->
            keys
                ? delegate().executeLargeUpdate(text, RETURN_GENERATED_KEYS)
                : delegate().executeLargeUpdate(text, columns));
  }

  /** The columns for which the driver would add RETURNING. */
  static String[] columns(int generatedKeys) {
    return generatedKeys == RETURN_GENERATED_KEYS ? ALL : NONE;
  }

  static String[] columns(String @Nullable [] columns) {
    return columns == null ? NONE : columns;
  }

  // --- batches of texts ------------------------------------------------------------------------

  @Override
  public void addBatch(String sql) throws SQLException {
    if (sql == null) {
      delegate().addBatch(null);
      return;
    }
    Treated treated = session().treat(sql, form(), NONE);
    delegate().addBatch(treated.sql());
    if (batch.isEmpty()) {
      batch = new ArrayList<>();
      batchTexts = new ArrayList<>();
    }
    batch.add(treated);
    batchTexts.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate().clearBatch();
    forgetBatch();
  }

  private void forgetBatch() {
    batch = List.of();
    batchTexts = List.of();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return runBatch(() -> delegate().executeBatch());
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return runBatch(() -> delegate().executeLargeBatch());
  }

  private <T> T runBatch(Execution.Step<T> step) throws SQLException {
    return emptying(
        () -> {
          boolean plain = true;
          boolean holds = true;
          for (Treated treated : batch) {
            holds &= session().holds(treated);
            plain &= treated.isPlain();
          }
          if (!holds) {
            treatBatchAnew();
          }
          begins(false);
          return plain && holds ? step.run() : Execution.ofBatch(this, batch, step);
        });
  }

  /**
   * Executes a batch. Where it does not come to that, the driver still has it, and would execute
   * it, unseen, with the next one: it is emptied, whatever has come of it.
   */
  final <T> T emptying(Execution.Step<T> step) throws SQLException {
    session().begins();
    try {
      return step.run();
    } catch (SQLException | RuntimeException failure) {
      try {
        delegate().clearBatch();
      } catch (SQLException closed) {
        failure.addSuppressed(closed);
      }
      throw failure;
    } finally {
      forgetBatch();
      session().rests();
    }
  }

  private void treatBatchAnew() throws SQLException {
    delegate().clearBatch();
    List<Treated> anew = new ArrayList<>();
    for (String sql : batchTexts) {
      Treated treated = session().treat(sql, form(), NONE);
      delegate().addBatch(treated.sql());
      anew.add(treated);
    }
    batch = anew;
  }

  @Override
  public String toString() {
    return delegate().toString();
  }
}
