package io.trestle.rewrite;

/** What the clauses of a query block compute with a column. */
enum Clause {
  /** Output, order and groups of the outermost query: computed for rows that are there. */
  ROWS,
  /**
   * WHERE and ON, and all of a query inside, which may come to stand there: without a column,
   * computed once ahead of the rows, though there may be none.
   */
  CONDITION,
  /** LIMIT, OFFSET, FETCH and the ends of window frames: may name no column of the block. */
  BOUND
}
