package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "doc OPERATOR(pg_catalog.?) 'a', doc OPERATOR(pg_catalog.??) 'a'",
        "'what?' || \"odd?\" ? 'x', 'what?' || \"odd?\" ?? 'x'",
        "E'it\\'s?' ? 'x', E'it\\'s?' ?? 'x'",
        "'it''s?' ? 'x', 'it''s?' ?? 'x'",
        "'\\' ? 'x?', '\\' ?? 'x?'"
      })
  void questionMarksThatAreOperatorsAreDoubled(String sql, String escaped) {
    assertThat(Sql.escaped(sql)).isEqualTo(escaped);
  }
}
