package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * How a statement is sent over JDBC: the settings of pgjdbc on which its messages depend, and what
 * of JDBC is used.
 *
 * @param prepareThreshold the execution from which on a statement is prepared on the server; 0 for
 *     never
 */
public record JdbcMode(
    PreferQueryMode queryMode, JdbcForm form, int prepareThreshold, AutoSave autosave)
    implements Manner {

  private static final List<Integer> THRESHOLDS = List.of(0, 1, 5);

  /** How long an answer may take, in seconds. */
  private static final String TIMEOUT = "20";

  /**
   * Those that {@code -Doracle.jdbc} names: {@code all}, {@code pairs}, or by a part of their
   * labels; by default a few that differ most from each other.
   */
  public static List<JdbcMode> chosen() {
    String wanted = System.getProperty("oracle.jdbc", "");
    if (wanted.isEmpty()) {
      return few();
    } else if (wanted.equals("pairs")) {
      return pairs();
    }
    return all().stream()
        .filter(mode -> wanted.equals("all") || mode.label().contains(wanted))
        .toList();
  }

  /** Those that every build looks at. */
  public static List<JdbcMode> few() {
    return List.of(
        new JdbcMode(PreferQueryMode.EXTENDED, JdbcForm.PREPARED, 5, AutoSave.NEVER),
        new JdbcMode(PreferQueryMode.SIMPLE, JdbcForm.STATEMENT, 0, AutoSave.NEVER),
        new JdbcMode(
            PreferQueryMode.EXTENDED_FOR_PREPARED, JdbcForm.PREPARED, 1, AutoSave.CONSERVATIVE));
  }

  /** Every combination that makes a difference. */
  public static List<JdbcMode> all() {
    List<JdbcMode> all = new ArrayList<>();
    for (AutoSave autosave : AutoSave.values()) {
      for (PreferQueryMode queryMode : PreferQueryMode.values()) {
        all.addAll(of(queryMode, List.of(autosave)));
      }
    }
    return all;
  }

  /** As few as have every two settings meet: a third of {@link #all}. */
  public static List<JdbcMode> pairs() {
    List<JdbcMode> pairs = new ArrayList<>();
    for (PreferQueryMode queryMode : PreferQueryMode.values()) {
      List<AutoSave> turned = new ArrayList<>(List.of(AutoSave.values()));
      Collections.rotate(turned, queryMode.ordinal());
      pairs.addAll(of(queryMode, turned));
    }
    return pairs;
  }

  /** All that is sent in one query mode, each at least once, with ways of autosave in turns. */
  private static List<JdbcMode> of(PreferQueryMode queryMode, List<AutoSave> autosave) {
    List<JdbcMode> sent = new ArrayList<>();
    for (JdbcForm form : JdbcForm.values()) {
      boolean prepares = form.prepares() && queryMode != PreferQueryMode.SIMPLE;
      for (int threshold : prepares ? THRESHOLDS : THRESHOLDS.subList(0, 1)) {
        sent.add(new JdbcMode(queryMode, form, threshold, autosave.get(0)));
      }
    }
    List<JdbcMode> modes = new ArrayList<>();
    for (int i = 0; i < Math.max(sent.size(), autosave.size()); i++) {
      JdbcMode mode = sent.get(i % sent.size());
      AutoSave turn = autosave.get(i % autosave.size());
      modes.add(new JdbcMode(queryMode, mode.form(), mode.prepareThreshold(), turn));
    }
    return modes;
  }

  @Override
  public String label() {
    return "jdbc %s %s%s%s"
        .formatted(
            queryMode.value(),
            form.name().toLowerCase(Locale.ROOT),
            form.prepares() ? " " + prepareThreshold : "",
            autosave == AutoSave.NEVER ? "" : ", autosave " + autosave.value());
  }

  /** One more than it takes for a statement to be prepared on the server, where that is soon. */
  @Override
  public int runs() {
    return form.prepares() ? Math.max(2, prepareThreshold + 1) : 1;
  }

  /** The last run asks for the parameters, too. */
  boolean describes(int run) {
    return form.prepares() && queryMode != PreferQueryMode.SIMPLE && run == runs() - 1;
  }

  @Override
  public boolean takes(OracleCase oracleCase) {
    return true;
  }

  @Override
  public @Nullable String hindrance(OracleCase oracleCase) {
    if (oracleCase.notByJdbc() != null) {
      return oracleCase.notByJdbc();
    } else if (!form.prepares() && !oracleCase.modes().contains(Mode.SIMPLE)) {
      return "its parameters cannot be written into the text";
    }
    return oracleCase.statements().stream().anyMatch(it -> JdbcCopy.isHidden(it.sql()))
        ? "a COPY among other statements"
        : null;
  }

  /** Where pgjdbc cuts a text at its semicolons, what is stated of the whole does not hold. */
  @Override
  public boolean isLiteral(CaseStatement statement) {
    boolean cuts = form.prepares() || queryMode != PreferQueryMode.SIMPLE;
    return !(cuts && statement.isSeveral()) && !(form.prepares() && statement.jdbc().repeats());
  }

  /** Before a COPY pgjdbc sets no savepoint. */
  @Override
  public char statusAfterFailure(CaseStatement statement) {
    return autosave == AutoSave.ALWAYS && !JdbcCopy.isCopy(statement.sql()) ? 'T' : 'E';
  }

  @Override
  public String text(CaseStatement statement) {
    return form.prepares() ? statement.jdbc().sql() : statement.jdbcInlined();
  }

  @Override
  public Client client(Subject.Endpoint endpoint, Audience audience) {
    return new JdbcClient(endpoint, audience, this);
  }

  /** What a connection is opened with. */
  Properties settings(Audience audience) {
    Properties settings = new Properties();
    PGProperty.USER.set(settings, "postgres");
    PGProperty.APPLICATION_NAME.set(settings, audience.applicationName());
    PGProperty.PREFER_QUERY_MODE.set(settings, queryMode.value());
    PGProperty.PREPARE_THRESHOLD.set(settings, prepareThreshold);
    PGProperty.AUTOSAVE.set(settings, autosave.value());
    PGProperty.SOCKET_TIMEOUT.set(settings, TIMEOUT);
    return settings;
  }
}
