package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.RefusalCode;
import io.trestle.engine.SessionState;
import io.trestle.rules.Rule;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the text of one or several statements to the outcome, under one rule set. Thread-safe. */
final class Treatment {

  private static final Logger log = LoggerFactory.getLogger(Treatment.class);

  /** Bounds that are checked before the parser sees anything. */
  static final int MAX_CHARACTERS = 1 << 20;

  static final int MAX_TOKENS = 200_000;
  static final int MAX_DEPTH = 200;

  private final List<ActiveRule> rules;
  private final Catalog catalog;

  /**
   * @param rules those that hold in the database, in their order
   */
  Treatment(List<ActiveRule> rules, Catalog catalog) {
    this.rules = List.copyOf(rules);
    this.catalog = catalog;
  }

  Outcome treat(String sql, SessionState session) {
    Tokens tokens = null;
    SessionRules concerned = SessionRules.of(rules, session);
    try {
      requireLength(sql);
      tokens = Tokens.of(sql, session.standardConformingStrings());
      requireBounds(tokens);
      return treat(tokens, concerned, session);
    } catch (LexerException incomplete) {
      if (incomplete.isOfPostgres() || concerned.isEmpty()) {
        return Outcome.Untouched.INSTANCE; // let the server say so
      }
      return refused(
          new UntreatableException(
              RefusalCode.UNREADABLE,
              String.valueOf(incomplete.getMessage()),
              UntreatableException.NO_TOKEN),
          tokens,
          concerned);
    } catch (TargetErrorException error) {
      return new Outcome.Refused(Refusals.error(error, tokens));
    } catch (UntreatableException refusal) {
      return refused(refusal, tokens, concerned);
    } catch (StackOverflowError | RuntimeException unexpected) {
      log.atError()
          .addKeyValue("rules", rules.stream().map(rule -> rule.rule().name()).toList())
          .setCause(unexpected)
          .log("a statement could not be analysed");
      return refused(
          new UntreatableException(
              RefusalCode.VERIFICATION,
              "the analysis failed: " + unexpected.getClass().getSimpleName(),
              UntreatableException.NO_TOKEN),
          tokens,
          concerned);
    }
  }

  private static void requireLength(String sql) {
    if (sql.length() > MAX_CHARACTERS) {
      throw new UntreatableException(
          RefusalCode.TOO_LARGE,
          "a statement of %d characters, of at most %d".formatted(sql.length(), MAX_CHARACTERS),
          UntreatableException.NO_TOKEN);
    }
  }

  private static void requireBounds(Tokens tokens) {
    if (tokens.size() > MAX_TOKENS || tokens.depth() > MAX_DEPTH) {
      throw new UntreatableException(
          RefusalCode.TOO_LARGE,
          "a statement of %d tokens, nested %d deep; the bounds are %d and %d"
              .formatted(tokens.size(), tokens.depth(), MAX_TOKENS, MAX_DEPTH),
          UntreatableException.NO_TOKEN);
    }
  }

  private Outcome treat(Tokens tokens, SessionRules concerned, SessionState session) {
    if (concerned.isEmpty()) {
      SqlPrepared.remember(tokens, session);
      return Outcome.Untouched.INSTANCE;
    }
    SearchPath searchPath =
        SearchPath.mayChangeIn(tokens) ? SearchPath.UNKNOWN : SearchPath.of(session, catalog);
    Set<Integer> derived = new HashSet<>();
    while (true) {
      try {
        Analysis analysis = new Analysis(tokens, concerned, catalog, searchPath, derived);
        return treat(analysis, session);
      } catch (NeedsRelationException needed) {
        if (!derived.add(needed.token())) {
          throw new UntreatableException(String.valueOf(needed.getMessage()), needed.token());
        }
      }
    }
  }

  private static Outcome treat(Analysis analysis, SessionState session) {
    Tokens tokens = analysis.tokens();
    boolean several = tokens.statements().size() > 1;
    for (int[] range : tokens.statements()) {
      try {
        StatementKinds.treat(analysis, range[0], range[1], session);
      } catch (TargetErrorException error) {
        throw several ? failsAmongSeveral(range[0]) : error;
      }
      if (several && analysis.alwaysFails() != null) {
        throw failsAmongSeveral(range[0]);
      }
    }
    if (analysis.edits().isEmpty() && analysis.held().isEmpty() && analysis.alwaysFails() == null) {
      return Outcome.Untouched.INSTANCE;
    }
    return rewritten(analysis, session);
  }

  /**
   * The statements before it would have to be run, and their results to be sent, before the error.
   */
  private static UntreatableException failsAmongSeveral(int token) {
    return new UntreatableException("a statement that fails, among others in one message", token);
  }

  private static Outcome rewritten(Analysis analysis, SessionState session) {
    Tokens tokens = analysis.tokens();
    String sql = analysis.edits().apply();
    Tokens after = Verifier.verify(tokens, sql, session.standardConformingStrings());
    return new Outcome.Rewritten(
        sql,
        analysis.edits().map(),
        parameterTypes(analysis, Verifier.parameters(after)),
        analysis.held(),
        analysis.alwaysFails(),
        analysis.notices(),
        analysis.guards());
  }

  /**
   * The types that Parse must declare: of parameters that are gone from the text, and of those in a
   * guard.
   */
  private static List<Outcome.ParameterType> parameterTypes(
      Analysis analysis, Set<Integer> remaining) {
    Map<Integer, Integer> known = analysis.parameterTypes();
    List<Outcome.ParameterType> types = new ArrayList<>();
    for (int number : Verifier.parameters(analysis.tokens())) {
      if (remaining.contains(number)) {
        if (known.containsKey(number) && !analysis.isKept(number)) {
          throw new UntreatableException("a parameter for the column that serves elsewhere too");
        }
        continue;
      }
      Integer oid = known.get(number);
      if (oid == null) {
        throw new UntreatableException("a parameter that is dropped and whose type is not known");
      }
      types.add(new Outcome.ParameterType(number, oid));
    }
    analysis.declared().forEach((number, oid) -> types.add(new Outcome.ParameterType(number, oid)));
    return types;
  }

  private static Outcome refused(
      UntreatableException refusal, @Nullable Tokens tokens, SessionRules concerned) {
    List<ActiveRule> culprits = culprits(refusal, tokens, concerned);
    if (culprits.isEmpty()) {
      return new Outcome.Refused(Refusals.error(refusal, tokens));
    }
    boolean held = refusal.code() == RefusalCode.HELD_WRITE;
    boolean pass =
        culprits.stream()
            .allMatch(rule -> rule.rule().untreatable() == Rule.Untreatable.PASS && !held);
    if (pass) {
      for (ActiveRule rule : culprits) {
        log.atWarn()
            .addKeyValue("rule", rule.rule().name())
            .addKeyValue("code", refusal.code().sqlState())
            .addKeyValue("construct", refusal.getMessage())
            .log("passed a statement that could not be treated, as the rule says");
      }
      return Outcome.Untouched.INSTANCE;
    }
    return new Outcome.Refused(
        Refusals.error(culprits.get(0).rule(), refusal, tokens),
        refusal.code() != RefusalCode.UNREADABLE);
  }

  /**
   * The rules because of which a statement is refused, the likeliest first: the one that is known,
   * or those of the column that stands at the place, or of the tables that are named.
   */
  private static List<ActiveRule> culprits(
      UntreatableException refusal, @Nullable Tokens tokens, SessionRules concerned) {
    if (refusal.rule() != null) {
      return List.of(refusal.rule());
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; tokens != null && i < tokens.size(); i++) {
      if (tokens.get(i).isName()) {
        names.add(tokens.get(i).value());
      }
    }
    boolean placed = tokens != null && refusal.token() >= 0 && refusal.token() < tokens.size();
    String place = placed ? tokens.get(refusal.token()).value() : "";
    List<ActiveRule> named = new ArrayList<>();
    for (RuledTable table : concerned.tables()) {
      for (ActiveRule rule : table.rules()) {
        boolean mentioned = names.contains(table.relation().name()) || tokens == null;
        if (mentioned && rule.column().equals(place)) {
          named.add(0, rule);
        } else if (mentioned) {
          named.add(rule);
        }
      }
    }
    if (named.isEmpty()) { // by another name: a partition, child or parent
      concerned.tables().forEach(table -> named.addAll(table.rules()));
    }
    return named;
  }
}
