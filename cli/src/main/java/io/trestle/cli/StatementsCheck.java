package io.trestle.cli;

import io.trestle.cli.statements.LoggedStatement;
import io.trestle.cli.statements.MalformedSourceException;
import io.trestle.cli.statements.StatementSource;
import io.trestle.inspect.StatementText;
import io.trestle.rules.Rule;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the statements of a system under each flip, and groups them by their shape and by what
 * becomes of them. Holds groups, not statements. Not thread-safe.
 */
final class StatementsCheck {

  /** How many groups are kept; what belongs to others is counted all the same. */
  static final int MAX_GROUPS = 10_000;

  private static final int MAX_SHAPE = 2_000;

  private final Flips flips;
  private final SenderOptions senders;
  private final String database;
  private final KnownSkeletons known;
  private final Map<Key, StatementGroup> groups = new HashMap<>();

  private long statements;
  private long calls;
  private long unconcerned;
  private long otherDatabase;
  private long executes;
  private long unreadable;
  private long incomplete;
  private long unlisted;
  private long hidden;
  private boolean bad;

  private record Key(String shape, int shapeHash, List<StatementFinding> findings) {}

  /**
   * @param senders what the command line says of who sends them
   * @param database the only database whose statements are judged; empty for all
   */
  StatementsCheck(Flips flips, SenderOptions senders, String database) {
    this.flips = flips;
    this.senders = senders;
    this.database = database;
    this.known = new KnownSkeletons(flips.picture());
  }

  /**
   * Judges all of a source.
   *
   * @param normalised whether literals were replaced by parameters
   * @return how many statements it gave
   */
  long addAll(StatementSource source, boolean normalised)
      throws IOException, MalformedSourceException {
    long count = 0;
    for (LoggedStatement one = source.next(); one != null; one = source.next()) {
      add(one, normalised);
      count++;
    }
    incomplete += source.skipped();
    return count;
  }

  private void add(LoggedStatement statement, boolean normalised) {
    if (!database.isEmpty()
        && statement.database() != null
        && !statement.database().equals(database)) {
      otherDatabase++;
      return;
    }
    Optional<StatementText> text = StatementText.of(statement.text());
    if (text.isPresent() && text.get().isEmpty()) {
      return;
    }
    statements++;
    calls += statement.calls();
    if (text.isPresent() && text.get().startsWith("execute")) {
      executes++;
      return;
    }
    List<Rule> concerned = flips.concerned(statement.text());
    if (concerned.isEmpty()) {
      unconcerned++;
      return;
    }
    String sql = normalised && text.isPresent() ? text.get().withTypedLiterals() : statement.text();
    Sender sender = senders.over(new Sender(statement.user(), statement.applicationName()));
    List<StatementFinding> findings = known.findings(flips, sql, sender, concerned);
    boolean untouched =
        findings.stream().allMatch(finding -> finding.verdict() == Verdict.UNTOUCHED);
    if (text.isEmpty() && untouched) {
      unreadable++; // a text without an end, which the server would not take either
      return;
    }
    group(statement, text.map(StatementText::shape).orElse(statement.text()), findings);
  }

  private void group(LoggedStatement statement, String shape, List<StatementFinding> findings) {
    bad |= findings.stream().anyMatch(finding -> finding.verdict().isBad());
    String shown = shape.length() <= MAX_SHAPE ? shape : shape.substring(0, MAX_SHAPE) + "…";
    Key key =
        new Key(
            shown,
            shape.hashCode(),
            findings.stream().map(StatementFinding::withoutPlace).toList());
    StatementGroup group = groups.get(key);
    if (group == null) {
      if (groups.size() >= MAX_GROUPS) {
        unlisted++;
        return;
      }
      group = new StatementGroup(shown, statement, findings);
      groups.put(key, group);
    }
    group.add(statement);
  }

  /** The worst first, and of the equally bad the most frequent. */
  List<StatementGroup> groups() {
    return groups.values().stream()
        .sorted(
            Comparator.comparing(StatementGroup::worst)
                .thenComparing(Comparator.comparingLong(StatementGroup::calls).reversed())
                .thenComparing(StatementGroup::shape))
        .toList();
  }

  Flips flips() {
    return flips;
  }

  /** Whether any statement would be refused or always fail. */
  boolean isBad() {
    return bad;
  }

  long statements() {
    return statements;
  }

  long calls() {
    return calls;
  }

  /** How many mention no table under a rule. */
  long unconcerned() {
    return unconcerned;
  }

  /** How many are of other databases. */
  long otherDatabase() {
    return otherDatabase;
  }

  /** How many are EXECUTE of a statement that was prepared by SQL: its PREPARE is judged. */
  long executes() {
    return executes;
  }

  /** How many have no end: an open string or comment. */
  long unreadable() {
    return unreadable;
  }

  /** How many entries of logs and views held no whole statement. */
  long incomplete() {
    return incomplete;
  }

  /** Notes statements that the role may not read. */
  void hidden(long number) {
    hidden += number;
  }

  /** How many statements the role of the connection may not read. */
  long hidden() {
    return hidden;
  }

  /** How many statements are of more groups than are kept. */
  long unlisted() {
    return unlisted;
  }
}
