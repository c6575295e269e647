package io.trestle.driver.wrap;

import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.driver.wrap.Treated.Judged;
import io.trestle.engine.Analyst;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.inspect.StatementSplitter;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of texts as the engine says, and what the driver is given in their place. Used by
 * its session, one text at a time.
 */
final class TextTreatment {

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

  private final Analyst analyst;
  private final Pgjdbc driver;
  private final SessionState state;

  TextTreatment(Analyst analyst, Pgjdbc driver, SessionState state) {
    this.analyst = analyst;
    this.driver = driver;
    this.state = state;
  }

  /**
   * What becomes of a text.
   *
   * @param returning the columns for which keys are wanted; see {@link Pgjdbc#statements}
   * @param concerned whether it has a word of concern to the rules
   */
  Treated treat(String sql, Form form, String[] returning, Rewriter rewriter, boolean concerned)
      throws SQLException {
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
  Treated treatAsItIs(String sql, Rewriter rewriter, boolean concerned) {
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
  Treated passing(String sql, Rewriter rewriter, @Nullable Judged judged) {
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

  /** Whether a text has a word of concern to the rules. */
  static boolean mentions(Rewriter rewriter, String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return rewriter.mentions(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  /** The first words of the statements of a text. */
  static List<String> firstWords(String text) {
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
}
