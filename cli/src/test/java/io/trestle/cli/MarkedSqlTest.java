package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.EditMap;
import io.trestle.engine.EditMap.Edit;
import io.trestle.engine.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkedSqlTest {

  @Test
  void replacementInsertionAndRemovalAreMarked() {
    String sql = "SELECT 😀ab, c";

    assertThat(
            MarkedSql.lines(
                sql, rewritten("SELECT 😀X, c", new Edit(8, 2, 1)), Palette.PLAIN, false))
        .containsExactly("SELECT 😀[-ab-]{+X+}, c");
    assertThat(
            MarkedSql.lines(
                sql, rewritten("SELECT 😀ab, c, d", new Edit(13, 0, 3)), Palette.PLAIN, false))
        .containsExactly("SELECT 😀ab, c{+, d+}");
    assertThat(
            MarkedSql.lines(
                sql, rewritten("SELECT 😀ab", new Edit(10, 3, 0)), Palette.PLAIN, false))
        .containsExactly("SELECT 😀ab[-, c-]");
  }

  @Test
  void eachLineIsMarkedByItself() {
    assertThat(MarkedSql.lines("a\nb", rewritten("x\ny", new Edit(0, 3, 3)), Palette.PLAIN, false))
        .containsExactly("[-a-]", "[-b-]{+x+}", "{+y+}");
    assertThat(
            MarkedSql.lines("a", rewritten("x", new Edit(0, 1, 1)), Palette.COLOURS, false).get(0))
        .isEqualTo("\u001b[31;9ma\u001b[0m\u001b[32;4mx\u001b[0m");
  }

  @Test
  void aLongStatementIsShownAroundItsEditsUnlessAllOfItIsWanted() {
    String sql = "SELECT " + "column_a, ".repeat(500) + "c FROM t";
    String sent = sql.replace("c FROM", "dd FROM");
    Outcome.Rewritten rewritten = rewritten(sent, new Edit(sql.indexOf("c FROM"), 1, 2));

    String shown = MarkedSql.lines(sql, rewritten, Palette.PLAIN, false).get(0);
    assertThat(shown).hasSizeLessThan(400).contains("characters) …").contains("[-c-]{+dd+} FROM t");
    assertThat(MarkedSql.lines(sql, rewritten, Palette.PLAIN, true).get(0))
        .isEqualTo(sql.replace("c FROM", "[-c-]{+dd+} FROM"));
  }

  private static Outcome.Rewritten rewritten(String sql, Edit... edits) {
    return new Outcome.Rewritten(
        sql, new EditMap(List.of(edits)), List.of(), List.of(), null, List.of(), List.of());
  }
}
