package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.rules.RuleSet;
import io.trestle.sql.LexerException;
import io.trestle.sql.MentionScanner;
import io.trestle.sql.Tokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * In force while a database's catalog is not known, or its rules may not be followed any more:
 * waits for the first look at it, then lets the rewriter made from it answer; refuses what mentions
 * a ruled table when there is none. Fails closed.
 */
final class UnreadCatalogRewriter implements Rewriter {

  private static final long FIRST_READ_SECONDS = 10;

  private final long epoch;
  private final long schema;
  private final RuleSet rules;
  private final String why;
  private final DatabaseEngine engine;
  private final MentionScanner scanner;
  private final MentionScanner ruledNames;

  /**
   * @param schema the version that was last read
   * @param why there is no catalog to go by, for the error
   * @param otherNames names by which tables under rules were known when the catalog was last read
   */
  UnreadCatalogRewriter(
      long epoch,
      long schema,
      RuleSet rules,
      String why,
      DatabaseEngine engine,
      Collection<String> otherNames) {
    this.epoch = epoch;
    this.schema = schema;
    this.rules = rules;
    this.why = why;
    this.engine = engine;
    List<String> names = new ArrayList<>(RuleSetRewriter.names(List.of()));
    rules.rules().forEach(rule -> names.add(rule.table()));
    names.addAll(otherNames);
    this.scanner = new MentionScanner(names);
    names.removeAll(NameChanges.WORDS);
    this.ruledNames = new MentionScanner(names);
  }

  /** Whether it stands for rules that may not be followed any more. */
  boolean isLapsed() {
    return rules.lapsed() != null;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long schema() {
    return rules.rules().isEmpty() ? 0 : schema;
  }

  @Override
  public long ruleEpoch() {
    return rules.epoch();
  }

  @Override
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    // Partitions, children and views have names that only the catalog tells.
    boolean unread = !rules.rules().isEmpty() && engine.firstRead().getCount() > 0;
    return unread || scanner.mentions(buffer, from, to);
  }

  @Override
  public @Nullable Outcome cached(String sql, SessionState session) {
    return null;
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    try {
      if (engine.firstRead().await(FIRST_READ_SECONDS, TimeUnit.SECONDS)) {
        Rewriter read = engine.current();
        if (!(read instanceof UnreadCatalogRewriter)) {
          return read.rewrite(sql, session);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    session.names().note(RuleSetRewriter.changes(sql, session));
    if (rules.rules().isEmpty()
        || !names(sql, session)) { // what is prepared in SQL is remembered all the same
      return new Treatment(List.of(), Catalog.EMPTY, any -> "unread").treat(sql, session);
    }
    return new Outcome.Refused(
        Refusals.error(
            rules.rules().get(0),
            new UntreatableException(RefusalCode.NO_CATALOG, why, UntreatableException.NO_TOKEN),
            null));
  }

  /** Whether a table under a rule may be meant. A setting is none, such as an application_name. */
  private boolean names(String sql, SessionState session) {
    if (!mentionsRuled(sql)) {
      return false;
    } else if (sql.indexOf('\\') >= 0) {
      return true; // where strings end may depend on a setting that is on its way
    }
    try {
      Tokens tokens = Tokens.of(sql, session.standardConformingStrings());
      return tokens.statements().stream()
          .filter(each -> !tokens.isWord(each[0], "set"))
          .anyMatch(each -> mentionsRuled(tokens.text(each[0], each[1] - 1)));
    } catch (LexerException unreadable) {
      return true;
    }
  }

  private boolean mentionsRuled(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ruledNames.mentions(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  @Override
  public long stamp(SessionState session) {
    return epoch << (RuleSetRewriter.NAME_BITS + RuleSetRewriter.AUDIENCE_BITS);
  }
}
