package io.trestle.driver.wrap;

import io.trestle.engine.SqlError;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Results that lead back to the statement they are of. */
final class CompatResultSet extends DelegatingResultSet {

  private static final SqlError NOT_UPDATABLE =
      new SqlError(
          "TR007",
          "trestle: refused: a row of a result set is changed or read again, of a statement that"
              + " concerns a rule",
          "Change it by an INSERT, UPDATE or DELETE statement, and read it by a SELECT.",
          0);

  private final ResultSet delegate;
  private final CompatStatement statement;
  private final boolean concerned;

  /**
   * @param concerned whether a rule concerns the statement: the driver would write its own SQL to
   *     change a row
   */
  CompatResultSet(ResultSet delegate, CompatStatement statement, boolean concerned) {
    this.delegate = delegate;
    this.statement = statement;
    this.concerned = concerned;
  }

  @Override
  protected ResultSet delegate() {
    return delegate;
  }

  @Override
  public Statement getStatement() throws SQLException {
    return delegate.getStatement() == null ? null : statement;
  }

  @Override
  protected Array array(Array raw) {
    return statement.array(raw);
  }

  @Override
  protected Object object(Object raw) {
    return statement.object(raw);
  }

  @Override
  public <T> T getObject(int column, Class<T> type) throws SQLException {
    return linked(delegate.getObject(column, type), type);
  }

  @Override
  public <T> T getObject(String column, Class<T> type) throws SQLException {
    return linked(delegate.getObject(column, type), type);
  }

  private <T> T linked(T raw, Class<T> type) {
    Object linked = object(raw);
    return type.isInstance(linked) ? type.cast(linked) : raw;
  }

  @Override
  public void insertRow() throws SQLException {
    change(delegate::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    change(delegate::updateRow);
  }

  /** The driver asks for the row by a statement of its own, too. */
  @Override
  public void refreshRow() throws SQLException {
    change(delegate::refreshRow);
  }

  /** A statement of the driver's own. */
  private interface Own {
    void run() throws SQLException;
  }

  private void change(Own own) throws SQLException {
    statement.session().begins();
    try {
      if (concerned) {
        throw Execution.fail(statement, NOT_UPDATABLE, Execution.Failing.STATEMENT);
      }
      own.run();
    } finally {
      statement.session().rests();
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Unwrapping.unwrap(this, delegate, type, statement.connection().wrapping().events());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return Unwrapping.isWrapperFor(this, delegate, type);
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
