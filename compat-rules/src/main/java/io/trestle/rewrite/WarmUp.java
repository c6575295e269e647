package io.trestle.rewrite;

import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the parser's classes loaded and its hot paths compiled before the first statement of a client
 * needs them: the first parse of a process takes up to a second, later ones well under a
 * millisecond.
 */
final class WarmUp {

  private static final int ROUNDS = 50;

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT t.*, a AS b, count(*) OVER (PARTITION BY c) FROM s.t LEFT JOIN u ON t.id = u.id"
              + " WHERE a = $1 AND b IN (1, 'x') GROUP BY c HAVING max(d) > 2 ORDER BY 1 LIMIT 10",
          "WITH x AS (SELECT 1) SELECT * FROM x UNION ALL SELECT CASE WHEN a THEN b ELSE c::text END FROM y",
          "INSERT INTO t (a, b) VALUES ($1, 'x') ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b RETURNING *",
          "UPDATE t SET a = b + 1 FROM u WHERE t.id = u.id RETURNING a",
          "DELETE FROM t USING u WHERE t.id = u.id RETURNING t.*");

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private WarmUp() {}

  /** Begins in a thread of its own, at the first call. */
  static void begin() {
    if (STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(WarmUp::run, "trestle-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void run() {
    for (int round = 0; round < ROUNDS; round++) {
      STATEMENTS.forEach(WarmUp::parse);
    }
  }

  private static void parse(String statement) {
    try {
      Tokens tokens = Tokens.of(statement, true);
      Structure.parse(tokens, 0, tokens.size());
    } catch (LexerException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
