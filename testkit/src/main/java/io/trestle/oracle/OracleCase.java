package io.trestle.oracle;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statements that run one after the other in one session.
 *
 * @param name what the case is about
 * @param autocommit whether the statements stand for themselves; otherwise they run inside a
 *     transaction that is rolled back
 * @param modes the modes in which it runs
 * @param since the oldest major version on which it runs
 * @param notByJdbc why it is not run through a JDBC driver, or null
 */
record OracleCase(
    String name,
    boolean autocommit,
    Set<Mode> modes,
    int since,
    @Nullable String notByJdbc,
    List<CaseStatement> statements) {

  private static final Pattern WRITE =
      Pattern.compile("\\b(insert|update|delete|merge|truncate|into|copy)\\b");

  OracleCase {
    statements = List.copyOf(statements);
  }

  /** The phases in which writes are held. */
  private static final Set<String> HELD = Set.of("absent", "readable");

  /** The case as the reference is asked. */
  OracleCase forReference(String phase) {
    return statements.stream().anyMatch(statement -> statement.discards(phase))
        ? new OracleCase(
            name,
            autocommit,
            modes,
            since,
            notByJdbc,
            statements.stream().map(statement -> statement.forReference(phase)).toList())
        : this;
  }

  /** Whether the tables may differ afterwards. */
  boolean writes() {
    return statements.stream()
        .anyMatch(statement -> WRITE.matcher(statement.sql().toLowerCase(Locale.ROOT)).find());
  }

  /**
   * One statement and what is expected of it.
   *
   * @param sql its text, with {@code $n} for parameters
   * @param origin where it stands, as {@code file:line}
   * @param ordered whether its rows are compared in order; as multisets otherwise
   * @param error the SQLSTATE that the reference answers with, null where it succeeds, or {@link
   *     #ANY} where nobody has said what is expected
   * @param refusals where the subject refuses it; elsewhere it answers as the reference does
   * @param data what is sent when the server asks for the data of a COPY; null where a COPY is
   *     broken off
   * @param discarded while writes are held, the statement that the reference is asked in its place,
   *     as the subject discards a value of it; null where it discards none
   */
  record CaseStatement(
      String sql,
      String origin,
      boolean ordered,
      List<Parameter> parameters,
      @Nullable String error,
      List<ExpectedRefusal> refusals,
      byte @Nullable [] data,
      @Nullable String discarded) {

    /** Stands for any error of the reference or none, and for any refusal of the subject. */
    static final String ANY = "*";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$([0-9]+)");

    CaseStatement {
      parameters = List.copyOf(parameters);
      refusals = List.copyOf(refusals);
    }

    /** Whether the subject discards a value of it in a phase, and says so. */
    boolean discards(String phase) {
      return discarded != null && HELD.contains(phase);
    }

    private CaseStatement forReference(String phase) {
      return discards(phase)
          ? new CaseStatement(
              discarded, origin, ordered, parameters, error, refusals, data, discarded)
          : this;
    }

    /** Whether nobody has said beforehand what the reference answers, and what is refused. */
    boolean isGenerated() {
      return ANY.equals(error);
    }

    /** The SQLSTATE with which it is refused there, or null where it is not. */
    @Nullable String refusal(Stage stage, int version) {
      return refusals.stream()
          .filter(refusal -> refusal.appliesTo(stage, version))
          .map(ExpectedRefusal::code)
          .findFirst()
          .orElse(null);
    }

    /** Whether the text holds several statements. */
    boolean isSeveral() {
      return sql.replaceAll("'[^']*'", "").contains(";");
    }

    /** The text as JDBC takes it. */
    JdbcText jdbc() {
      return JdbcText.of(sql, parameters.size());
    }

    /** The text with its parameters written into it, as JDBC takes it. */
    String jdbcInlined() {
      return JdbcText.of(inlined(), 0).sql();
    }

    /** The text with its parameters written into it. */
    String inlined() {
      if (parameters.isEmpty()) {
        return sql;
      }
      Matcher placeholder = PLACEHOLDER.matcher(sql);
      return placeholder.replaceAll(
          found -> {
            int number = Integer.parseInt(found.group(1));
            return Matcher.quoteReplacement(parameters.get(number - 1).literal());
          });
    }
  }
}
