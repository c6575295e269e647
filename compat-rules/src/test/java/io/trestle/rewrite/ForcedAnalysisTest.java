package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.Catalog;
import io.trestle.engine.Engine;
import io.trestle.engine.Engines;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForcedAnalysisTest {

  private static final Rewriter PLAIN = new RuleSetRewriter(1, List.of(), Catalog.EMPTY, 1 << 20);

  private static Rewriter forced() {
    Engines engines =
        new Engines() {
          @Override
          public Engine forDatabase(String database) {
            return () -> PLAIN;
          }

          @Override
          public void close() {}
        };
    return ForcedAnalysis.of(engines).forDatabase("shop").current();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT $OR$$a$'$b$a$$OR$ WHERE '$a$''$b$a$'=$OR$$a$'$b$a$$OR$OR ';'=''",
        "select*from t where a='x'and b=$1::int -- end",
        "WITH w AS (INSERT INTO t VALUES (1) RETURNING *) SELECT w.* FROM w; COMMIT",
        "COPY t (a, b) FROM STDIN",
        "SELECT p.name FROM person* p ORDER BY age USING >",
        "delete from",
        "CREATE FUNCTION f() RETURNS int AS $x$ SELECT 1; $x$ LANGUAGE sql",
        "\u00e4 \ud83d\ude00 is no SQL",
        "SELECT U&'d\\0061t', E'\\'', '\ud83d\ude00'",
        ""
      })
  void whatNoRuleConcernsIsPutTogetherAgain(String sql) {
    Outcome outcome = forced().rewrite(sql, Shop.session());

    assertThat(outcome).isInstanceOf(Outcome.Rewritten.class);
    assertThat(((Outcome.Rewritten) outcome).sql()).isEqualTo(sql);
    for (int i = 1; i <= sql.codePointCount(0, sql.length()); i++) {
      int inside = ((Outcome.Rewritten) outcome).edits().toClient(i);
      assertThat(inside).isBetween(1, i);
    }
  }

  @Test
  void aPositionInsideWhatIsQuotedStaysWhereItIs() {
    String sql = "SELECT 'not even SQL', U&\"d\\0061t\", $$return 1$$ FROM t";

    Outcome outcome = forced().rewrite(sql, Shop.session());

    for (String inside : List.of("even", "0061", "1$$")) {
      int position = sql.indexOf(inside) + 1;
      assertThat(((Outcome.Rewritten) outcome).edits().toClient(position)).isEqualTo(position);
    }
  }

  @Test
  void whatCannotBeCutPasses() {
    assertThat(forced().rewrite("SELECT 'open", Shop.session()))
        .isEqualTo(Outcome.Untouched.INSTANCE);
  }

  @Test
  void everythingIsAnalysed() {
    byte[] sql = "SELECT 1".getBytes(StandardCharsets.UTF_8);

    assertThat(forced().mentions(ByteBuffer.wrap(sql), 0, sql.length)).isTrue();
    assertThat(forced().cached("SELECT 1", Shop.session())).isNull();
  }
}
