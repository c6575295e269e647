package io.trestle.rewrite;

import io.trestle.rewrite.Binding.Kind;
import io.trestle.sql.Tokens;
import java.util.List;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.Values;
import org.jspecify.annotations.Nullable;

/** Treats INSERT, of the table under the rule or of another one that reads from it. */
final class InsertRewriter {

  private final QueryWalker walker;
  private final Analysis analysis;
  private final Tokens tokens;
  private final Insert insert;
  private final int end;
  private final @Nullable Cte ctes;

  /**
   * @param end the token behind the statement
   * @param outer the WITH queries around it
   */
  InsertRewriter(QueryWalker walker, Insert insert, int end, @Nullable Cte outer) {
    this.walker = walker;
    this.analysis = walker.analysis();
    this.tokens = analysis.tokens();
    this.insert = insert;
    this.end = end;
    this.ctes = walker.with(insert.getWithItemsList(), null, outer);
  }

  /** Treats the statement; gives the names of what it returns. */
  @Nullable List<String> rewrite() {
    Scope scope = new Scope(null);
    Target target = Target.of(walker, scope, insert.getTable(), true);
    int at = target.behind();
    CommaList columns = null;
    if (tokens.is(at, "(") && !startsQuery(at + 1)) {
      columns = CommaList.at(tokens, at);
      at = tokens.partner(at) + 1;
    }
    boolean overriding = tokens.isWord(at, "overriding");
    if (overriding) {
      at += 3;
    }
    InsertedColumns inserted =
        new InsertedColumns(analysis, target.binding(), columns, target.behind(), overriding);
    source(inserted, at);
    onConflict(scope, target.binding(), at);
    Scope returning = new Scope(null);
    returning.add(target.binding());
    return new OutputList(walker, returning, ctes, StarColumns.of(target.binding()))
        .items(insert.getReturningClause());
  }

  private boolean startsQuery(int token) {
    return tokens.is(token, "(") || tokens.startsQuery(token);
  }

  private void source(InsertedColumns inserted, int at) {
    if (tokens.isWord(at, "default")) {
      inserted.defaultValues(at);
    } else if (tokens.isWord(at, "values") && insert.getSelect() instanceof Values values) {
      new InsertedRows(walker, inserted, new Scope(null), ctes, false).treat(values, at, end);
    } else if (insert.getSelect() != null) {
      new InsertedQuery(walker, inserted, ctes).treat(insert.getSelect(), at, sourceEnd(at));
    } else {
      throw new UntreatableException("an INSERT whose source cannot be found", at);
    }
  }

  /** The token behind the query that is inserted. */
  private int sourceEnd(int from) {
    int behind = end;
    for (int i = from; i < behind; i++) {
      if (tokens.isWord(i, "returning")) {
        behind = i;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return insert.getConflictAction() == null ? behind : conflict(from) - 1;
  }

  /** The word CONFLICT of the statement's own clause: names of the query may be spelled like it. */
  private int conflict(int from) {
    int last = -1;
    for (int i = from; i < end; i++) {
      if (tokens.isWord(i, "on") && tokens.isWord(i + 1, "conflict")) {
        last = i + 1;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    if (last < 0) {
      throw new UntreatableException("an ON CONFLICT that cannot be found", from);
    }
    return last;
  }

  private void onConflict(Scope scope, Binding target, int source) {
    if (insert.getConflictAction() == null) {
      return;
    }
    int conflict = conflict(source);
    int action = find(conflict, "do");
    for (int i = conflict; i < action; i++) {
      conflictTarget(target, conflict + 1, i);
      analysis.explain(i);
    }
    if (insert.getConflictAction().getUpdateSets() == null
        || insert.getConflictAction().getUpdateSets().isEmpty()) {
      return;
    }
    scope.add(
        target.isRuled()
            ? new Binding(
                "excluded",
                null,
                "EXCLUDED",
                Kind.EXCLUDED,
                target.ruledTable(),
                target.columns(),
                -1)
            : Binding.other("excluded", null, "EXCLUDED", target.columns()));
    int set = find(action, "set");
    new Assignments(walker, scope, ctes, target)
        .treat(
            insert.getConflictAction().getUpdateSets(),
            set,
            Target.endOfList(tokens, set + 1, end));
    walker.expression(insert.getConflictAction().getWhereExpression(), scope, ctes);
  }

  /**
   * Looks at a token of what the rows are to conflict on.
   *
   * @param open the first of them
   */
  private void conflictTarget(Binding target, int open, int token) {
    ActiveRule rule = target.rule(tokens.get(token).value());
    if (rule == null || tokens.isWord(token - 1, "constraint")) {
      return;
    }
    boolean listed = tokens.is(open, "(") && tokens.partner(open) > token;
    boolean alone =
        listed
            && (token == open + 1 || tokens.is(token - 1, ","))
            && (tokens.is(token + 1, ",") || tokens.partner(open) == token + 1);
    if (!alone || !target.hides(rule)) {
      throw new UntreatableException("the column in the target of ON CONFLICT", token);
    }
    throw new TargetErrorException(
        "42703", "column \"%s\" does not exist".formatted(rule.column()), open);
  }

  private int find(int from, String word) {
    for (int i = from; i < end; i++) {
      if (tokens.isWord(i, word)) {
        return i;
      }
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    throw new UntreatableException("an ON CONFLICT without " + word, from);
  }
}
