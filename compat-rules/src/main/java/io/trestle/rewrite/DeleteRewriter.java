package io.trestle.rewrite;

import java.util.List;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.select.FromItem;
import org.jspecify.annotations.Nullable;

/** Treats DELETE, of the table under the rule or of another one that reads from it. */
final class DeleteRewriter {

  private DeleteRewriter() {}

  /** Treats the statement; gives the names of what it returns. */
  static @Nullable List<String> rewrite(QueryWalker walker, Delete delete, @Nullable Cte outer) {
    if (delete.getOrderByElements() != null || delete.getLimit() != null) {
      throw new UntreatableException("a DELETE that is not PostgreSQL's");
    }
    @Nullable Cte ctes = walker.with(delete.getWithItemsList(), null, outer);
    Scope scope = new Scope(null);
    Target target = Target.of(walker, scope, delete.getTable(), false);
    StarColumns star = StarColumns.of(target.binding());
    if (delete.getUsingFromItemList() != null) {
      Scope using = new Scope(null); // what is LATERAL in it does not see the target
      int remaining = delete.getUsingFromItemList().size();
      for (FromItem item : delete.getUsingFromItemList()) {
        remaining--;
        star =
            star.and(
                new FromClause(walker, using, ctes)
                    .bind(item, remaining == 0 ? delete.getJoins() : null));
      }
      using.bindings().forEach(scope::add);
    }
    walker.condition(delete.getWhere(), scope, ctes);
    return new OutputList(walker, scope, ctes, star).items(delete.getReturningClause());
  }
}
