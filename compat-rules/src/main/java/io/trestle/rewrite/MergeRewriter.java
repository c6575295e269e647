package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.sql.Tokens;
import java.util.List;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/**
 * Treats MERGE. JSqlParser reads little of PostgreSQL's, so that its clauses are found among the
 * tokens, and each is read as a part of a statement that JSqlParser does know.
 */
final class MergeRewriter {

  private final Analysis analysis;
  private final Tokens tokens;
  private final MergeClauses clauses;
  private final Scope both = new Scope(null);
  private final Scope targetOnly = new Scope(null);
  private final Scope sourceOnly = new Scope(null);
  private @Nullable Cte ctes;

  MergeRewriter(Analysis analysis, MergeClauses clauses) {
    this.analysis = analysis;
    this.tokens = analysis.tokens();
    this.clauses = clauses;
  }

  /** Treats the statement. */
  void rewrite() {
    if (clauses.from() < clauses.merge()) {
      Part with = part("", clauses.from(), clauses.merge(), "select 1");
      ctes = with.walker().with(with.query().getWithItemsList(), null, null);
    }
    QueryWalker walker = part("select 1 from ", clauses.target(), clauses.using(), "").walker();
    Target target = target(walker);
    both.add(target.binding());
    targetOnly.add(target.binding());
    StarColumns star = source().and(StarColumns.of(target.binding()));
    expression(clauses.on() + 1, clauses.whens().get(0).when(), both);
    for (MergeClauses.When when : clauses.whens()) {
      when(when, target.binding());
    }
    if (clauses.returning() >= 0) {
      returning(star);
    }
  }

  /** The whole target; the name of a table and an alias are all it can be. */
  private Target target(QueryWalker walker) {
    int first = tokens.isWord(clauses.target(), "only") ? clauses.target() + 1 : clauses.target();
    Target target = Target.of(walker, new Scope(null), first, false);
    boolean star = tokens.is(target.behind(), "*");
    if (target.behind() != clauses.using() || star) {
      throw new UntreatableException("a MERGE whose target cannot be read", first);
    }
    return target;
  }

  private StarColumns source() {
    Part from = part("select 1 from ", clauses.using() + 1, clauses.on(), "");
    if (from.query().getJoins() != null && !from.query().getJoins().isEmpty()) {
      throw new UntreatableException("a MERGE from a join", clauses.using());
    }
    int before = both.bindings().size();
    StarColumns star =
        new FromClause(from.walker(), both, ctes).bind(from.query().getFromItem(), null);
    both.bindings().subList(before, both.bindings().size()).forEach(sourceOnly::add);
    return star;
  }

  private void when(MergeClauses.When when, Binding target) {
    Scope scope =
        switch (when.kind()) {
          case MATCHED -> both;
          case NOT_MATCHED_BY_SOURCE -> targetOnly;
          case NOT_MATCHED_BY_TARGET -> sourceOnly;
        };
    if (when.condition() >= 0) {
      expression(when.condition(), when.then(), scope);
    }
    int action = when.then() + 1;
    if (tokens.isWord(action, "update")) {
      Part update = part("update t ", action + 1, when.end(), "");
      new Assignments(update.walker(), scope, ctes, target)
          .treat(((Update) update.structure().statement()).getUpdateSets(), action + 1, when.end());
    } else if (tokens.isWord(action, "insert")) {
      insert(action + 1, when.end(), scope, target);
    } else if (!tokens.isAnyWord(action, "delete", "do")) {
      throw new UntreatableException("a MERGE action that cannot be read", action);
    }
  }

  private void insert(int from, int end, Scope scope, Binding target) {
    int at = from;
    CommaList columns = null;
    if (tokens.is(at, "(")) {
      columns = CommaList.at(tokens, at);
      at = tokens.partner(at) + 1;
    }
    boolean overriding = tokens.isWord(at, "overriding");
    if (overriding) {
      at += 3;
    }
    Part values = tokens.isWord(at, "values") ? part("insert into t ", at, end, "") : null;
    InsertedColumns inserted = new InsertedColumns(analysis, target, columns, from, overriding);
    if (values == null) {
      inserted.defaultValues(at);
    } else if (values.structure().statement() instanceof Insert insert
        && insert.getSelect() instanceof Values rows) {
      new InsertedRows(values.walker(), inserted, scope, ctes, true).treat(rows, at, end);
    } else {
      throw new UntreatableException("a MERGE action that cannot be read", from);
    }
  }

  /** The source is NULL where the target's row had none. */
  private void returning(StarColumns star) {
    boolean bySource =
        clauses.whens().stream()
            .anyMatch(when -> when.kind() == MergeClauses.Kind.NOT_MATCHED_BY_SOURCE);
    if (bySource) {
      sourceOnly.bindings().forEach(Binding::setNullable);
    }
    Part list = part("select ", clauses.returning() + 1, clauses.end(), "");
    List<SelectItem<?>> items = list.query().getSelectItems();
    new OutputList(list.walker(), both, ctes, star).items(items);
  }

  private void expression(int from, int end, Scope scope) {
    Part condition = part("select ", from, end, "");
    condition.walker().condition(condition.query().getSelectItem(0).getExpression(), scope, ctes);
  }

  /** Whether the parts of a rewritten MERGE can be read. */
  static boolean isReadable(Tokens tokens, MergeClauses clauses) {
    boolean readable =
        reads(tokens, "select 1 from ", clauses.using() + 1, clauses.on())
            && reads(tokens, "select ", clauses.on() + 1, clauses.whens().get(0).when())
            && (clauses.returning() < 0
                || reads(tokens, "select ", clauses.returning() + 1, clauses.end()));
    for (MergeClauses.When when : clauses.whens()) {
      int action = when.then() + 1;
      readable &= when.condition() < 0 || reads(tokens, "select ", when.condition(), when.then());
      readable &=
          !tokens.isWord(action, "update") || reads(tokens, "update t ", action + 1, when.end());
      int values = action + 1;
      while (values < when.end() && !tokens.isWord(values, "values")) {
        values++;
      }
      readable &=
          !tokens.isWord(action, "insert")
              || values == when.end()
              || reads(tokens, "insert into t ", values, when.end());
    }
    return readable;
  }

  private static boolean reads(Tokens tokens, String before, int from, int to) {
    return Structure.parse(tokens, before, from, to, "") != null;
  }

  /** Some tokens, read as a part of a statement. */
  private record Part(QueryWalker walker, Structure structure) {
    PlainSelect query() {
      if (structure.statement() instanceof PlainSelect query) {
        return query;
      }
      throw new UntreatableException("a MERGE clause that cannot be read");
    }
  }

  private Part part(String before, int from, int end, String behind) {
    Structure structure = Structure.parse(tokens, before, from, end, behind);
    if (structure == null) {
      throw new UntreatableException(
          RefusalCode.UNREADABLE, "a MERGE clause cannot be read by Trestle's parser", from);
    }
    return new Part(new QueryWalker(analysis, structure), structure);
  }
}
