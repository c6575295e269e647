package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Engine;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.Engines;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.rules.OpenWork;
import io.trestle.sql.Lexer;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A switch for tests: every statement is cut, analysed and put together again, although no rule
 * concerns it, and must come out as it went in. So whole suites of others go the way that else only
 * statements under a rule go: through the queue of analyses, as messages of the proxy's own, with
 * positions of errors mapped.
 *
 * <p>What the engine itself rewrites or refuses stays as it is. Thread-safe.
 */
public final class ForcedAnalysis implements Rewriter {

  private static final String[] QUERIES = {
    "select", "with", "values", "table", "insert", "update", "delete", "merge"
  };

  private final Rewriter rewriter;

  private ForcedAnalysis(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  /** Engines that analyse everything; they are closed with the ones behind them. */
  public static Engines of(Engines engines) {
    return new Engines() {
      @Override
      public Engine forDatabase(String database) {
        return of(engines.forDatabase(database));
      }

      @Override
      public List<EngineStatistics> statistics() {
        return engines.statistics();
      }

      @Override
      public void close() {
        engines.close();
      }
    };
  }

  private static Engine of(Engine engine) {
    return new Engine() {
      private volatile @Nullable ForcedAnalysis last;

      @Override
      public Rewriter current() {
        Rewriter current = engine.current();
        ForcedAnalysis known = last;
        if (known == null || known.rewriter != current) {
          known = new ForcedAnalysis(current);
          last = known;
        }
        return known;
      }

      @Override
      public OpenWork work() {
        return engine.work();
      }

      @Override
      public void schemaMayHaveChanged(Runnable then) {
        engine.schemaMayHaveChanged(then);
      }
    };
  }

  @Override
  public long epoch() {
    return rewriter.epoch();
  }

  @Override
  public long ruleEpoch() {
    return rewriter.ruleEpoch();
  }

  @Override
  public long schema() {
    return rewriter.schema();
  }

  @Override
  public boolean mentions(ByteBuffer buffer, int from, int to) {
    return true;
  }

  @Override
  public @Nullable Outcome cached(String sql, SessionState session) {
    Outcome known = rewriter.cached(sql, session);
    if (known != null && isPlain(known)) {
      session.names().takeNoted(); // it is analysed again, and noted again
      return null;
    }
    return known;
  }

  @Override
  public Outcome rewrite(String sql, SessionState session) {
    Outcome outcome = rewriter.rewrite(sql, session);
    return isPlain(outcome) ? spliced(sql, session) : outcome;
  }

  @Override
  public Outcome giveUp(@Nullable String sql, SessionState session, String reason) {
    return rewriter.giveUp(sql, session, reason);
  }

  @Override
  public long stamp(SessionState session) {
    return rewriter.stamp(session);
  }

  private static boolean isPlain(Outcome outcome) {
    return outcome.equals(Outcome.Untouched.INSTANCE);
  }

  private static Outcome spliced(String sql, SessionState session) {
    Tokens tokens;
    try {
      tokens = Tokens.of(sql, session.standardConformingStrings());
      Bounds.require(tokens);
    } catch (LexerException | UntreatableException unreadable) {
      return Outcome.Untouched.INSTANCE;
    }
    Analysis analysis =
        new Analysis(
            tokens,
            SessionRules.of(List.of(), session),
            Catalog.EMPTY,
            SearchPath.of(session, Catalog.EMPTY),
            Set.of());
    for (int[] range : tokens.statements()) {
      walk(analysis, range, session.standardConformingStrings());
    }
    if (!analysis.edits().isEmpty()) {
      throw new IllegalStateException("edits where no rule is: " + analysis.edits().sorted());
    }
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (standsApart(sql, token)) {
        String same = sql.substring(token.start(), token.end());
        analysis.edits().replace(token.start(), token.end(), same);
      }
    }
    String text = analysis.edits().apply();
    if (!text.equals(sql)) {
      throw new IllegalStateException("put together again it is another text: " + text);
    }
    return new Outcome.Rewritten(
        text, analysis.edits().map(), List.of(), List.of(), null, List.of(), List.of());
  }

  /**
   * Whether nothing touches it that an edit would keep away with a blank. Errors have positions
   * inside what is quoted, which an edit of the whole would lose; rules do not edit such, either.
   */
  private static boolean standsApart(String sql, Token token) {
    if (token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.QUOTED_NAME) {
      return false;
    }
    boolean before = token.start() > 0 && Lexer.continuesName(sql.charAt(token.start() - 1));
    boolean behind = token.end() < sql.length() && Lexer.continuesName(sql.charAt(token.end()));
    return !before && !behind;
  }

  private static void walk(Analysis analysis, int[] range, boolean standardConformingStrings) {
    Tokens tokens = analysis.tokens();
    int start = Wrapped.withoutExplain(tokens, range[0], range[1]);
    try {
      if (tokens.is(start, "(") || tokens.isAnyWord(start, QUERIES)) {
        StatementRewriter.rewrite(analysis, start, range[1]); // else left out: it names no table
      } else {
        StatementKinds.treat(analysis, range[0], range[1], standardConformingStrings);
      }
    } catch (UntreatableException
        | TargetErrorException
        | NeedsRelationException
        | StackOverflowError notTreated) {
      // Where it concerned a rule it would be refused; here it only has to stay what it is.
    }
  }
}
