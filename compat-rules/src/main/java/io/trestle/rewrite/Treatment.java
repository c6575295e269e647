package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedEffects;
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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the text of one or several statements to the outcome, under one rule set. Thread-safe. */
final class Treatment implements PreparedRules {

  private static final Logger log = LoggerFactory.getLogger(Treatment.class);

  private final List<ActiveRule> rules;
  private final Catalog catalog;
  private final Function<SessionState, String> treatedUnder;

  /**
   * @param rules those that hold in the database, in their order
   * @param treatedUnder names all that a treatment depends on beside the text
   */
  Treatment(List<ActiveRule> rules, Catalog catalog, Function<SessionState, String> treatedUnder) {
    this.rules = List.copyOf(rules);
    this.catalog = catalog;
    this.treatedUnder = treatedUnder;
  }

  /** Treats a text for a session. */
  Outcome treat(String sql, SessionState session) {
    return treat(sql, session, seen -> {});
  }

  /**
   * Treats a text for a session.
   *
   * @param observer gets the text's tokens before anything is read from them, where it has any
   */
  Outcome treat(String sql, SessionState session, Consumer<Tokens> observer) {
    return treat(sql, session.standardConformingStrings(), session, false, observer).outcome();
  }

  @Override
  public Treated treat(String text, boolean standardConformingStrings, SessionState session) {
    return treat(text, standardConformingStrings, session, true, seen -> {});
  }

  @Override
  public String treatedUnder(SessionState session) {
    return treatedUnder.apply(session);
  }

  /**
   * @param prepare whether the text is a PREPARE that is asked about as a statement
   * @param observer gets the text's tokens before anything is read from them
   */
  private Treated treat(
      String sql,
      boolean standardConformingStrings,
      SessionState session,
      boolean prepare,
      Consumer<Tokens> observer) {
    Tokens tokens = null;
    SessionRules concerned = SessionRules.of(rules, session);
    try {
      Bounds.requireLength(sql);
      tokens = Tokens.of(sql, standardConformingStrings);
      observer.accept(tokens);
      Bounds.require(tokens);
      Text text = new Text(tokens, standardConformingStrings, concerned, session);
      return prepare ? treat(text, tokens.statements()) : treatAll(text);
    } catch (PreparedTexts.RefusedException refused) {
      return new Treated(refused.outcome(), List.of());
    } catch (LexerException | RuntimeException | StackOverflowError problem) {
      return new Treated(failed(problem, tokens, concerned), List.of());
    }
  }

  /** What becomes of a text whose treatment ended with an exception. */
  private Outcome failed(Throwable problem, @Nullable Tokens tokens, SessionRules concerned) {
    if (problem instanceof TargetErrorException error && tokens != null) {
      return new Outcome.Refused(Refusals.error(error, tokens));
    }
    if (problem instanceof UntreatableException refusal) {
      boolean ofNobody = concerned.isEmpty() && refusal.code() == RefusalCode.TOO_LARGE;
      return ofNobody ? Outcome.Untouched.INSTANCE : refused(refusal, tokens, concerned);
    }
    if (problem instanceof LexerException incomplete) {
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
    }
    if (problem instanceof StackOverflowError) {
      return refused(Bounds.exceeded("a statement that nests too deep"), tokens, concerned);
    }
    log.atError()
        .addKeyValue("rules", rules.stream().map(rule -> rule.rule().name()).toList())
        .setCause(problem)
        .log("a statement could not be analysed");
    return refused(
        new UntreatableException(
            RefusalCode.VERIFICATION,
            "the analysis failed: " + problem.getClass().getSimpleName(),
            UntreatableException.NO_TOKEN),
        tokens,
        concerned);
  }

  /** What becomes of a statement that is not analysed, for whatever reason. */
  Outcome giveUp(SessionState session, String reason) {
    SessionRules concerned = SessionRules.of(rules, session);
    return concerned.isEmpty()
        ? Outcome.Untouched.INSTANCE
        : refused(Bounds.exceeded(reason), null, concerned);
  }

  /** A text, and for whom it is treated. */
  private record Text(
      Tokens tokens,
      boolean standardConformingStrings,
      SessionRules concerned,
      SessionState session) {}

  /** Treats what is about statements prepared in SQL apart from all else. */
  private Treated treatAll(Text text) {
    Tokens tokens = text.tokens();
    List<int[]> others = new ArrayList<>();
    PreparedTexts prepared = null;
    int number = 0;
    for (int[] range : tokens.statements()) {
      if (PreparedTexts.concerns(tokens, range[0], range[1])) {
        prepared = prepared == null ? new PreparedTexts(tokens, text.session(), this) : prepared;
        requireOtherName(text, range);
        prepared.treat(number, range[0], range[1]);
        if (prepared.alwaysFails() != null && tokens.statements().size() > 1) {
          throw failsAmongSeveral(range[0]);
        }
      } else {
        others.add(range);
      }
      number++;
    }
    Treated treated = treat(text, others);
    return prepared == null
        ? treated
        : new Treated(prepared.join(treated.outcome(), treated.edits()), List.of());
  }

  /** CREATE TABLE AS EXECUTE makes a relation, too. */
  private void requireOtherName(Text text, int[] range) {
    Wrapped wrapped = Wrapped.at(text.tokens(), range[0], range[1]);
    if (wrapped != null && wrapped.kind() == Wrapped.Kind.TABLE) {
      NewRelations.requireOtherName(analysis(text, Set.of()), wrapped.created());
    }
  }

  private Analysis analysis(Text text, Set<Integer> derived) {
    SearchPath searchPath = SearchPath.of(text.session(), catalog);
    return new Analysis(text.tokens(), text.concerned(), catalog, searchPath, derived);
  }

  private Treated treat(Text text, List<int[]> ranges) {
    if (text.concerned().isEmpty() || ranges.isEmpty()) {
      return new Treated(Outcome.Untouched.INSTANCE, List.of());
    }
    Set<Integer> derived = new HashSet<>();
    while (true) {
      try {
        Analysis analysis = analysis(text, derived);
        Outcome outcome = treat(analysis, ranges, text.standardConformingStrings());
        return new Treated(outcome, analysis.edits().sorted());
      } catch (NeedsRelationException needed) {
        Bounds.requireRepetition(text.tokens(), derived.size());
        if (!derived.add(needed.token())) {
          throw new UntreatableException(String.valueOf(needed.getMessage()), needed.token());
        }
      }
    }
  }

  private static Outcome treat(
      Analysis analysis, List<int[]> ranges, boolean standardConformingStrings) {
    Tokens tokens = analysis.tokens();
    boolean several = tokens.statements().size() > 1;
    for (int[] range : ranges) {
      try {
        analysis.onlyPlanned(Wrapped.isOnlyPlanned(tokens, range[0], range[1]));
        StatementKinds.treat(analysis, range[0], range[1], standardConformingStrings);
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
    return rewritten(analysis, ranges, standardConformingStrings);
  }

  /**
   * The statements before it would have to be run, and their results to be sent, before the error.
   */
  private static UntreatableException failsAmongSeveral(int token) {
    return new UntreatableException("a statement that fails, among others in one message", token);
  }

  private static Outcome rewritten(
      Analysis analysis, List<int[]> ranges, boolean standardConformingStrings) {
    Tokens tokens = analysis.tokens();
    Tokens after = Verifier.verify(tokens, analysis.edits().apply(), standardConformingStrings);
    List<Outcome.ParameterType> types = parameterTypes(analysis, Verifier.parameters(after));
    if (Wrapped.isPrepare(tokens, ranges.get(0)[0])) {
      PrepareTypes.declare(analysis, types);
      types = List.of();
    }
    return new Outcome.Rewritten(
        analysis.edits().apply(),
        analysis.edits().map(),
        types,
        analysis.held(),
        analysis.alwaysFails(),
        analysis.notices(),
        analysis.guards(),
        PreparedEffects.NONE,
        analysis.copies().byPlace(),
        analysis.namedRules());
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
        if (known.containsKey(number)) {
          analysis.mentions().requireType(number, known.get(number));
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
        // What is of no kind that is treated may be no SQL at all.
        refusal.code() != RefusalCode.UNREADABLE && refusal.code() != RefusalCode.STATEMENT_KIND);
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
