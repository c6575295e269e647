package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One side of the comparison: a session that sends statements in one manner. */
interface Client extends AutoCloseable {

  /** Begins a transaction. */
  void begin() throws IOException;

  /**
   * Undoes what a run did, in a transaction or not.
   *
   * @param doubtful whether answers may still be under way
   * @return whether the session is in step, so that it can be used on
   */
  boolean rollBack(boolean doubtful) throws IOException;

  /** Sends a text that is no statement of a case, as plainly as can be. */
  Answer query(String sql) throws IOException;

  /** Sends several such texts, and goes on where one fails. */
  default List<Answer> queries(List<String> texts) throws IOException {
    List<Answer> answers = new ArrayList<>();
    for (String sql : texts) {
      answers.add(query(sql));
    }
    return answers;
  }

  /**
   * Sends a statement of a case.
   *
   * @param run 0 for the first run of the case, 1 for the second …
   * @return one answer for each round of messages
   * @throws IOException if the session broke
   */
  List<Answer> run(CaseStatement statement, int run) throws IOException;

  /** Frees what the statements of a case left prepared. */
  void forgetStatements() throws IOException;

  /** Gives up the session; the next statement opens another. */
  void abandon();

  @Override
  void close();
}
