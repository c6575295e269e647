package io.trestle.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaseFileTest {

  @Test
  void readsDirectivesOfCaseAndStatements() {
    List<OracleCase> cases =
        CaseFile.parse(
            "some.sql",
            """
            -- note: of the file

            -- name: two statements
            -- autocommit
            -- modes: simple, prepared
            -- since: 15
            -- ordered
            -- params: 5, int4 6, 'it''s', text null
            SELECT $1, -- a comment; within
              $2, $3, $4;
            -- error: 42703
            -- refused: TR001 in absent, readable
            SELECT x;
            -- name: another
            SELECT ';' AS semicolon;
            """);

    assertThat(cases).extracting(OracleCase::name).containsExactly("two statements", "another");
    OracleCase first = cases.get(0);
    assertThat(first.autocommit()).isTrue();
    assertThat(first.modes()).isEqualTo(Set.of(Mode.SIMPLE, Mode.PREPARED));
    assertThat(first.since()).isEqualTo(15);
    assertThat(first.statements().get(0).ordered()).isTrue();
    assertThat(first.statements().get(0).origin()).isEqualTo("some.sql:9");
    assertThat(first.statements().get(0).inlined())
        .isEqualTo("SELECT 5, -- a comment; within\n  ('6'::int4), 'it''s', (NULL::text)");
    assertThat(first.statements().get(1).error()).isEqualTo("42703");
    assertThat(first.statements().get(1).refusals())
        .containsExactly(new ExpectedRefusal("TR001", List.of("absent", "readable"), 0));
    assertThat(cases.get(1).modes()).containsExactly(Mode.values());
  }

  @Test
  void dataBelongsToTheStatementBehindIt() {
    List<OracleCase.CaseStatement> statements =
        CaseFile.parse(
                "some.sql",
                """
                -- name: copies
                -- data: 1→a, b
                -- data:
                COPY t FROM STDIN;
                -- binary: signature 0001 ffff
                COPY t FROM STDIN BINARY;
                COPY t FROM STDIN;
                """)
            .get(0)
            .statements();

    assertThat(statements.get(0).data()).asString().isEqualTo("1\ta, b\n\n");
    assertThat(statements.get(1).data())
        .hasSize(23)
        .startsWith('P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n', 0)
        .endsWith(0, 1, 0xff, 0xff);
    assertThat(statements.get(2).data()).isNull();
  }

  @Test
  void refusalHoldsInPhasesAndVersions() {
    ExpectedRefusal always = ExpectedRefusal.parse("TR001", IllegalArgumentException::new);
    ExpectedRefusal narrowed =
        ExpectedRefusal.parse("TR001 in absent, writable before 18", IllegalArgumentException::new);
    ExpectedRefusal mixed =
        ExpectedRefusal.parse(
            "TR002 in readable beside writable, complete", IllegalArgumentException::new);

    assertThat(always.appliesTo(stage("complete"), 18)).isTrue();
    assertThat(narrowed.appliesTo(stage("absent, column there"), 17)).isTrue();
    assertThat(narrowed.appliesTo(stage("writable"), 17)).isTrue();
    assertThat(narrowed.appliesTo(stage("writable"), 18)).isFalse();
    assertThat(narrowed.appliesTo(stage("complete"), 17)).isFalse();
    assertThat(mixed.appliesTo(stage("readable beside writable"), 18)).isTrue();
    assertThat(mixed.appliesTo(stage("readable"), 18)).isFalse();
    assertThat(mixed.appliesTo(stage("complete"), 18)).isTrue();
  }

  private static Stage stage(String label) {
    return Stage.ALL.stream()
        .filter(stage -> stage.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysWhereAFileIsWrong() {
    assertThatThrownBy(() -> CaseFile.parse("some.sql", "-- name: a\n-- sorted\nSELECT 1;\n"))
        .hasMessageContaining("some.sql:2")
        .hasMessageContaining("'sorted'");
    assertThatThrownBy(() -> CaseFile.parse("some.sql", "-- name: a\nSELECT 1\n"))
        .hasMessageContaining("no ';'");
    assertThatThrownBy(() -> CaseFile.parse("some.sql", "SELECT 1;\n"))
        .hasMessageContaining("before the first");
    assertThatThrownBy(
            () ->
                CaseFile.parse("some.sql", "-- name: a\n-- refused: TR001 in nowhere\nSELECT 1;\n"))
        .hasMessageContaining("unknown phase 'nowhere'");
    assertThatThrownBy(
            () -> CaseFile.parse("some.sql", "-- name: a\n-- params: int5 3\nSELECT 1;\n"))
        .hasMessageContaining("int5");
  }

  @Test
  void everyScenarioHasCases() {
    for (Scenario scenario : Scenarios.all()) {
      for (String file : scenario.caseFiles()) {
        assertThat(CaseFile.read(file)).as(file).isNotEmpty();
      }
    }
  }
}
