package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Execution.Ending;
import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.driver.wrap.Treated.Judged;
import io.trestle.engine.Analyst;
import io.trestle.engine.Engine;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionNames;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOperation;

/**
 * What a connection is to the engine: asks it what becomes of each text, and tells it what the
 * server made of those that change what names mean.
 *
 * <p>As a connection may be used by several threads, treatment is one at a time; that is over when
 * the server is asked, so that nothing which has to act at once waits for it.
 */
final class DriverSession {

  private static final SqlError AMONG_OTHERS =
      new SqlError(
          "TR001",
          "trestle: refused: a batch in which one text changes what a later one means",
          "Execute the texts one after the other.",
          0);

  private final Engine engine;
  private final Pgjdbc driver;
  private final Known known;
  private final SessionState state;
  private final boolean reportsPath;
  private final KnownSchema schema;
  private final TextTreatment texts;
  private boolean failedBefore;

  DriverSession(Analyst analyst, Pgjdbc driver, Known known) {
    this.engine = known.engine;
    this.driver = driver;
    this.known = known;
    this.state = known.state;
    this.schema = new KnownSchema(known, driver);
    this.texts = new TextTreatment(analyst, driver, state);
    this.reportsPath = driver.searchPath() != null;
    readReports();
  }

  Pgjdbc driver() {
    return driver;
  }

  SessionState state() {
    return state;
  }

  KnownSchema schema() {
    return schema;
  }

  // --- what is open, for those who wait for its end --------------------------------------------

  /**
   * A call begins that may ask the server: before {@link #holds} and {@link #treat} look for the
   * rewriter in force. To be followed by {@link #rests}.
   */
  void begins() {
    Account account = known.account;
    if (account != null) {
      account.begins();
    }
  }

  /** The call has ended. */
  void rests() {
    Account account = known.account;
    if (account != null) {
      account.rests();
    }
  }

  /** Within a call a COPY has begun, which may outlast it. */
  void copies(@Nullable CopyOperation operation) {
    Account account = known.account;
    if (account != null) {
      account.copies(operation);
    }
  }

  /**
   * Waits until the connection may be used, where rules come from a store.
   *
   * @param login for how long, where the connection has no network timeout
   */
  void awaitAdmission(Duration login) throws SQLException {
    Account account = known.account;
    if (account != null) {
      int network = driver.networkTimeout();
      account.awaitAdmission(network > 0 ? Duration.ofMillis(network) : login);
    }
  }

  /** The connection was given back or closed. */
  void left() {
    known.users.remove(this);
    Account account = known.account;
    if (account != null) {
      account.look();
    }
  }

  // --- what becomes of a text ------------------------------------------------------------------

  /** The settings that the server reports, as far as treatment depends on them. */
  synchronized void readReports() {
    String application = driver.applicationName();
    if (!application.equals(state.applicationName())) {
      state.applicationName(application);
    }
    String path = reportsPath ? driver.searchPath() : null;
    if (path != null && !path.equals(known.reportedPath)) {
      known.reportedPath = path;
      state.reportedSearchPath(path);
    }
    state.standardConformingStrings(driver.standardConformingStrings());
    noticeEnd();
  }

  /** A pool or a transaction manager may have ended the transaction without telling us. */
  private void noticeEnd() {
    if (known.inTransaction && !driver.inTransaction()) {
      known.inTransaction = false;
      state.names().endedUnseen();
    }
  }

  /** Whether what was found out of a text holds still. */
  synchronized boolean holds(Treated treated) {
    // What no rule concerns is the same whatever is reported.
    boolean moved = treated.judged() != null && haveReportsMoved();
    if (moved || (known.inTransaction && !driver.inTransaction())) {
      readReports();
    }
    return isOfNow(treated);
  }

  /** By a function, or by whoever has the connection without us. */
  private boolean haveReportsMoved() {
    return !driver.applicationName().equals(state.applicationName())
        || driver.standardConformingStrings() != state.standardConformingStrings()
        || (reportsPath && !Objects.equals(driver.searchPath(), known.reportedPath));
  }

  private boolean isOfNow(Treated treated) {
    Rewriter now = engine.current();
    return now == treated.rewriter()
        && now.stamp(state) == treated.stamp()
        && (treated.judged() == null ? !state.names().isFollowed() : !treated.isPerUse());
  }

  /** What becomes of a text. */
  synchronized Treated treat(String sql, Form form, String[] returning) throws SQLException {
    if (returning.length > 0) {
      return treatNow(sql, form, returning);
    }
    Treated before = known.recent.find(sql, form);
    if (before != null && holds(before)) {
      return before;
    }
    Treated treated = treatNow(sql, form, returning);
    if (treated.isTheSameEachTime()) {
      known.recent.keep(sql, form, treated);
    }
    return treated;
  }

  private Treated treatNow(String sql, Form form, String[] returning) throws SQLException {
    Rewriter rewriter = engine.current();
    boolean concerned = TextTreatment.mentions(rewriter, sql);
    if (!concerned && !state.names().isFollowed()) {
      return texts.passing(sql, rewriter, null);
    }
    readReports();
    return texts.treat(sql, form, returning, rewriter, concerned);
  }

  /** What becomes of a text that the driver sends as it is, without placeholders. */
  synchronized Treated treatAsItIs(String sql) {
    readReports();
    Rewriter rewriter = engine.current();
    boolean concerned = TextTreatment.mentions(rewriter, sql);
    return !concerned && !state.names().isFollowed()
        ? texts.passing(sql, rewriter, null)
        : texts.treatAsItIs(sql, rewriter, concerned);
  }

  // --- what the server made of it ------------------------------------------------------------

  /** Whether what names mean has to be followed through each execution. */
  boolean isFollowed() {
    return state.names().isFollowed();
  }

  /** A text is about to be executed; says whether its end has to be told. */
  synchronized boolean sent(Treated treated) {
    boolean follows = state.names().isFollowed();
    for (NameChange change : treated.changes()) {
      follows |= change.startsAnything();
    }
    if (follows) {
      failedBefore = driver.inFailedTransaction();
      state.names().sent(treated.changes());
    }
    return follows;
  }

  /** Room for the rows of a batch, which is given back when it is over. */
  synchronized Rows takeRows() {
    Rows taken = known.spareRows;
    known.spareRows = null;
    return taken == null ? new Rows() : taken;
  }

  synchronized void giveBack(Rows rows) {
    rows.clear();
    known.spareRows = rows;
  }

  /** The server has completed what changes the statements that are prepared in SQL. */
  synchronized void completed(PreparedChange change) {
    state.completed(change);
  }

  /** The server may have completed that. */
  synchronized void mayHaveCompleted(PreparedChange change) {
    if (change instanceof PreparedChange.Prepared prepared
        && state.prepared(prepared.statement().name()) == null) {
      state.completed(change);
    }
  }

  /**
   * What is wrong with texts that are sent together, each of which was judged by itself: one that
   * changes what a later one means. Null where there is none.
   */
  @Nullable SqlError objection(List<Treated> batch) throws SQLException {
    boolean changed = false;
    StringBuilder all = new StringBuilder();
    boolean objects = false;
    for (Treated treated : batch) {
      Judged judged = treated.judged();
      objects |= changed && treated.mayConcern();
      changed |=
          judged != null && (!judged.changes().isEmpty() || !judged.outcome().prepares().isEmpty());
      all.append(all.isEmpty() ? "" : ";");
      all.append(judged == null ? treated.sql() : judged.numbered());
    }
    if (!objects) {
      return null;
    }
    Outcome.Refused refused = treatAsItIs(all.toString()).refused();
    return refused != null ? refused.error() : AMONG_OTHERS;
  }

  /** It was executed. */
  synchronized void settled(Treated treated, boolean followed, Ending ending) {
    boolean failed = ending != Ending.COMPLETED;
    boolean inTransaction = driver.inTransaction();
    known.inTransaction = inTransaction; // first, or reading the reports takes it for unseen
    if (treated.changesSettings() || followed) {
      readReports();
    }
    boolean takenBack = // with its autosave the driver has gone back to before the text
        ending == Ending.FAILED_AT_SERVER && inTransaction && !driver.inFailedTransaction();
    if (followed && takenBack) {
      state.names().takenBack(treated.changes());
    } else if (followed) {
      int commits = 0;
      int rollbacks = 0;
      Judged judged = treated.judged();
      for (String word :
          judged == null ? List.<String>of() : TextTreatment.firstWords(judged.numbered())) {
        switch (word) {
          case "COMMIT", "END" -> {
            commits += failedBefore ? 0 : 1;
            rollbacks += failedBefore ? 1 : 0;
          }
          case "ROLLBACK", "ABORT" -> rollbacks++;
          default -> {
            // ends nothing
          }
        }
      }
      state
          .names()
          .settle(
              new SessionNames.Batch(
                  treated.changes(),
                  failed ? 0 : commits,
                  failed ? 0 : rollbacks,
                  failed,
                  inTransaction));
    }
    if (treated.changesSchema() && !failed) {
      schema.changed();
    }
    schema.settled(inTransaction);
  }

  /**
   * Something was executed that leaves the session as it is, but that it may have begun a
   * transaction. Most often nothing is to be done.
   */
  void settledAlone() {
    boolean inTransaction = driver.inTransaction();
    if (inTransaction != known.inTransaction || schema.isChanged()) {
      settle(inTransaction);
    }
  }

  private synchronized void settle(boolean inTransaction) {
    known.inTransaction = inTransaction;
    schema.settled(inTransaction);
  }

  /**
   * The transaction may have ended by a call, not by a text.
   *
   * @param committed whether it has been committed where none is open now: setAutoCommit ends none
   *     where it changes nothing
   */
  synchronized void ended(boolean committed, boolean failed) {
    boolean inTransaction = driver.inTransaction();
    known.inTransaction = inTransaction;
    readReports();
    if (state.names().isFollowed() && !(committed && inTransaction)) {
      boolean failedInside = failed && inTransaction; // it is still open; else it was rolled back
      int rollbacks = committed || failedInside ? 0 : 1;
      state
          .names()
          .settle(
              new SessionNames.Batch(
                  List.of(), committed ? 1 : 0, rollbacks, failedInside, inTransaction));
    }
    schema.settled(inTransaction);
  }
}
