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
import io.trestle.inspect.StatementSplitter;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
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

  private static final Set<String> CHANGING_SCHEMA = Set.of("CREATE", "ALTER", "DROP");
  private static final Pattern MAY_CHANGE_SCHEMA =
      Pattern.compile("\\b(create|alter|drop)\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> CHANGING_NO_SETTING =
      Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "VALUES", "TABLE", "MERGE", "WITH", "COPY");

  /** The driver makes a text of its own of a call escape. */
  private static final Outcome CALL =
      new Outcome.Refused(
          new SqlError(
              "TR007",
              "trestle: refused: a {call} that concerns a rule",
              "Write it as a SELECT, or CALL, of a prepared statement.",
              0));

  /** Statements of ours would have to run between those of the text. */
  private static final Outcome PRELUDES_AMONG_OTHERS =
      new Outcome.Refused(
          new SqlError(
              "TR001",
              "trestle: refused: an SQL-level EXECUTE, of a statement that has to be prepared"
                  + " anew, among other statements",
              "Execute it by itself.",
              0));

  private static final SqlError AMONG_OTHERS =
      new SqlError(
          "TR001",
          "trestle: refused: a batch in which one text changes what a later one means",
          "Execute the texts one after the other.",
          0);

  private final Engine engine;
  private final Analyst analyst;
  private final Pgjdbc driver;
  private final Known known;
  private final SessionState state;
  private final boolean reportsPath;
  private final KnownSchema schema;
  private boolean failedBefore;

  DriverSession(Analyst analyst, Pgjdbc driver, Known known) {
    this.engine = known.engine;
    this.analyst = analyst;
    this.driver = driver;
    this.known = known;
    this.state = known.state;
    this.schema = new KnownSchema(known, driver);
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
    boolean concerned = mentions(rewriter, sql);
    if (!concerned && !state.names().isFollowed()) {
      return passing(sql, rewriter, null);
    }
    readReports();
    NumberedText text;
    try {
      text = NumberedText.of(driver.statements(sql, form, returning));
    } catch (SQLException unreadable) {
      return passing(sql, rewriter, null); // the driver will say so itself
    }
    Judged judged = judge(rewriter, text, concerned, driver.sendsAsItIs(form, returning));
    JdbcText sent = judged.sent();
    if (sent == null) {
      return passing(sql, rewriter, judged);
    }
    Outcome.Rewritten rewritten = (Outcome.Rewritten) judged.outcome();
    if (form.callable() && driver.isCall(sql)) {
      boolean same = isAsItWas(rewritten, judged.numbered());
      return passing(sql, rewriter, same ? judged : judged.refusing(CALL));
    }
    ParameterMap map = ParameterMap.of(text.parameters(), sent, rewritten.parameterTypes());
    return treated(sql, sent.sql(), map, returning.length > 0, rewriter, judged);
  }

  /** What becomes of a text that the driver sends as it is, without placeholders. */
  synchronized Treated treatAsItIs(String sql) {
    readReports();
    Rewriter rewriter = engine.current();
    boolean concerned = mentions(rewriter, sql);
    if (!concerned && !state.names().isFollowed()) {
      return passing(sql, rewriter, null);
    }
    Outcome outcome = outcome(rewriter, sql);
    List<NameChange> changes = state.names().takeNoted();
    if (!concerned && outcome instanceof Outcome.Refused) {
      return passing(sql, rewriter, null);
    }
    JdbcText sent =
        outcome instanceof Outcome.Rewritten rewritten ? JdbcText.asItIs(rewritten.sql()) : null;
    boolean mentions = concerned && !isAsItWas(outcome, sql);
    Judged judged = new Judged(sql, mentions, 1, 0, outcome, sent, changes);
    return treated(sql, sent == null ? sql : sent.sql(), null, false, rewriter, judged);
  }

  /** Of a text that the driver is given as it is. */
  private Treated passing(String sql, Rewriter rewriter, @Nullable Judged judged) {
    return treated(sql, sql, null, false, rewriter, judged);
  }

  private Treated treated(
      String sql,
      String sent,
      @Nullable ParameterMap map,
      boolean keysInText,
      Rewriter rewriter,
      @Nullable Judged judged) {
    String word = JdbcText.firstWord(sql);
    boolean several = sql.indexOf(';') >= 0;
    boolean schema =
        CHANGING_SCHEMA.contains(word) || (several && MAY_CHANGE_SCHEMA.matcher(sql).find());
    boolean settings = several || !CHANGING_NO_SETTING.contains(word) || sql.contains("set_config");
    return new Treated(
        sent, map, keysInText, judged, rewriter, rewriter.stamp(state), schema, settings);
  }

  /**
   * @param asItIs whether the driver sends the text without reading it
   */
  private Judged judge(Rewriter rewriter, NumberedText text, boolean concerned, boolean asItIs)
      throws SQLException {
    int statements = asItIs ? firstWords(text.sql()).size() : text.statements();
    Outcome outcome = outcome(rewriter, text.sql());
    List<NameChange> changes = state.names().takeNoted();
    if (!concerned && outcome instanceof Outcome.Refused) {
      outcome = Outcome.Untouched.INSTANCE;
      changes = NameChange.OF_UNREAD;
    } else if (statements > 1 && !outcome.prepares().preludes().isEmpty()) {
      outcome = PRELUDES_AMONG_OTHERS;
    }
    JdbcText sent = null;
    if (outcome instanceof Outcome.Rewritten rewritten && !rewritten.keepsText()) {
      sent = asItIs ? JdbcText.asItIs(rewritten.sql()) : jdbc(rewritten, text.parameters() > 0);
    }
    return new Judged(
        text.sql(),
        concerned && !isAsItWas(outcome, text.sql()),
        statements,
        text.parameters(),
        outcome,
        sent,
        changes);
  }

  /** Edited, and the same nevertheless: by forced analysis, which no rule has asked for. */
  private static boolean isAsItWas(Outcome outcome, String text) {
    return outcome instanceof Outcome.Rewritten rewritten
        && !rewritten.keepsText()
        && rewritten.sql().equals(text);
  }

  private JdbcText jdbc(Outcome.Rewritten rewritten, boolean placeholders) throws SQLException {
    Map<Integer, String> types = new HashMap<>();
    for (Outcome.ParameterType type : rewritten.parameterTypes()) {
      types.put(type.parameter(), driver.type(type.typeOid()));
    }
    return JdbcText.of(rewritten.sql(), state.standardConformingStrings(), placeholders, types);
  }

  private Outcome outcome(Rewriter rewriter, String text) {
    state.names().takeNoted();
    Outcome known = rewriter.cached(text, state);
    return known == null ? analyse(rewriter, text) : known;
  }

  private Outcome analyse(Rewriter rewriter, String text) {
    CompletableFuture<Outcome> future = new CompletableFuture<>();
    analyst.analyse(rewriter, text, state, Runnable::run, future::complete);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(); // the analyst watches the time
        } catch (InterruptedException later) {
          interrupted = true;
        } catch (ExecutionException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean mentions(Rewriter rewriter, String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return rewriter.mentions(ByteBuffer.wrap(bytes), 0, bytes.length);
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
      for (String word : judged == null ? List.<String>of() : firstWords(judged.numbered())) {
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

  /** Those of the statements of a text. */
  private static List<String> firstWords(String text) {
    List<String> words = new ArrayList<>();
    try (StatementSplitter splitter =
        new StatementSplitter(new StringReader(text), text.length())) {
      for (var piece = splitter.next(); piece != null; piece = splitter.next()) {
        words.add(JdbcText.firstWord(piece.text()));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return words;
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
