package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;

/** Treats one statement that reads or writes rows. */
final class StatementRewriter {

  private StatementRewriter() {}

  /** Treats the tokens {@code [from, to)}: adds edits to the analysis, or throws. */
  static void rewrite(Analysis analysis, int from, int to) {
    MergeClauses merge = MergeClauses.find(analysis.tokens(), from, to);
    if (merge == null) {
      rewriteParsed(analysis, from, to);
    } else {
      new MergeRewriter(analysis, merge).rewrite();
    }
    LockingClause.explain(analysis, from, to);
    AccountingGuard.check(analysis, from, to);
  }

  private static void rewriteParsed(Analysis analysis, int from, int to) {
    Structure structure = Structure.parse(analysis.tokens(), from, to);
    if (structure == null) {
      throw new UntreatableException(
          RefusalCode.UNREADABLE,
          "the statement cannot be read by Trestle's parser",
          UntreatableException.NO_TOKEN);
    }
    IntoClause.explain(analysis, from, to);
    CursorPosition.explain(analysis, from, to);
    QueryWalker walker = new QueryWalker(analysis, structure);
    Statement statement = structure.statement();
    if (statement instanceof Select select) {
      walker.outermost(select, null);
    } else {
      Writes.rewrite(walker, statement, to, null);
    }
  }
}
