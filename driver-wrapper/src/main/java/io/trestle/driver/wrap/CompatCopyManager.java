package io.trestle.driver.wrap;

import io.trestle.engine.CopyFilter;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.Outcome;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;

/** COPY, as the engine says: with another text, and with data that is filtered on its way. */
final class CompatCopyManager extends CopyManager {

  private final CompatConnection connection;

  CompatCopyManager(CompatConnection connection) throws SQLException {
    super(connection.session().driver().base());
    this.connection = connection;
  }

  @Override
  public CopyIn copyIn(String sql) throws SQLException {
    return start(
        sql,
        (text, treated) -> {
          Outcome.Rewritten rewritten = treated.rewritten();
          if (rewritten == null) {
            return super.copyIn(text);
          }
          CopyPlan plan = rewritten.copies().get(0);
          CopyFilter filter = plan == null ? null : filter(plan);
          return new CompatCopyIn(super.copyIn(text), treated, plan, filter, connection);
        });
  }

  @Override
  public CopyOut copyOut(String sql) throws SQLException {
    return start(sql, (text, treated) -> super.copyOut(text));
  }

  @Override
  public CopyDual copyDual(String sql) throws SQLException {
    return super.copyDual(sql); // a command of replication, which is no SQL
  }

  /** Begins to copy. */
  private interface Begin<T extends CopyOperation> {
    T with(String sql, Treated treated) throws SQLException;
  }

  private <T extends CopyOperation> T start(String sql, Begin<T> begin) throws SQLException {
    DriverSession session = connection.session();
    session.begins();
    try {
      Treated treated = session.treatAsItIs(sql);
      T begun;
      if (treated.isPlain()) {
        begun = begin.with(sql, treated);
      } else {
        try (CompatStatement own = (CompatStatement) connection.createStatement()) {
          begun = Execution.ofCopy(own, treated, () -> begin.with(treated.sql(), treated));
        }
      }
      session.copies(begun);
      return begun;
    } finally {
      session.rests();
    }
  }

  private CopyFilter filter(CopyPlan plan) throws SQLException {
    Pgjdbc driver = connection.session().driver();
    String given = plan.format().encoding();
    String name = given == null ? driver.encoding() : given;
    Charset charset = charset(name);
    if (charset == null) {
      SqlError error =
          new SqlError(
              RefusalCode.ENCODING.sqlState(),
              "trestle: the data of a COPY that a rule concerns cannot be read in encoding " + name,
              RefusalCode.ENCODING.wayOut(),
              0);
      try (CompatStatement own = (CompatStatement) connection.createStatement()) {
        throw Execution.fail(own, error, Execution.Failing.COPY);
      }
    }
    return plan.filter(charset, driver.serverMajorVersion());
  }

  private static @Nullable Charset charset(String name) {
    return switch (name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "")) {
      case "UTF8", "UNICODE" -> StandardCharsets.UTF_8;
      case "LATIN1", "ISO88591" -> StandardCharsets.ISO_8859_1;
      case "SQLASCII", "USASCII" -> StandardCharsets.US_ASCII;
      default -> null;
    };
  }
}
