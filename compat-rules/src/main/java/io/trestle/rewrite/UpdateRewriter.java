package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.List;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/** Treats UPDATE, of the table under the rule or of another one that reads from it. */
final class UpdateRewriter {

  private UpdateRewriter() {}

  /** Treats the statement; gives the names of what it returns. */
  static @Nullable List<String> rewrite(
      QueryWalker walker, Update update, int end, @Nullable Cte outer) {
    Tokens tokens = walker.analysis().tokens();
    if (update.getStartJoins() != null
        || update.getOrderByElements() != null
        || update.getLimit() != null) {
      throw new UntreatableException("an UPDATE that is not PostgreSQL's");
    }
    @Nullable Cte ctes = walker.with(update.getWithItemsList(), null, outer);
    Scope scope = new Scope(null);
    Target target = Target.of(walker, scope, update.getTable(), false);
    StarColumns star = StarColumns.of(target.binding());
    if (!tokens.isWord(target.behind(), "set")) {
      throw new UntreatableException("an UPDATE whose SET cannot be found", target.behind());
    }
    if (update.getFromItem() != null) {
      Scope from = new Scope(null); // what is LATERAL in it does not see the target
      star =
          star.and(
              new FromClause(walker, from, ctes).bind(update.getFromItem(), update.getJoins()));
      from.bindings().forEach(scope::add);
    }
    new Assignments(walker, scope, ctes, target.binding())
        .treat(
            update.getUpdateSets(),
            target.behind(),
            Target.endOfList(tokens, target.behind() + 1, end));
    walker.condition(update.getWhere(), scope, ctes);
    return new OutputList(walker, scope, ctes, star).items(update.getReturningClause());
  }
}
