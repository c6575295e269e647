package io.trestle.rewrite;

import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.select.FromItem;
import org.jspecify.annotations.Nullable;

/** Treats DELETE, of the table under the rule or of another one that reads from it. */
final class DeleteRewriter {

  private DeleteRewriter() {}

  static void rewrite(QueryWalker walker, Delete delete) {
    if (delete.getOrderByElements() != null || delete.getLimit() != null) {
      throw new UntreatableException("a DELETE that is not PostgreSQL's");
    }
    @Nullable Cte ctes = walker.with(delete.getWithItemsList(), null, null);
    Scope scope = new Scope(null);
    Target target = Target.of(walker, scope, delete.getTable(), false);
    StarColumns star = StarColumns.of(target.binding());
    if (delete.getUsingFromItemList() != null) {
      int remaining = delete.getUsingFromItemList().size();
      for (FromItem item : delete.getUsingFromItemList()) {
        remaining--;
        star =
            star.and(
                new FromClause(walker, scope, ctes)
                    .bind(item, remaining == 0 ? delete.getJoins() : null));
      }
    }
    walker.expression(delete.getWhere(), scope, ctes);
    new OutputList(walker, scope, ctes, star).items(delete.getReturningClause());
  }
}
