package io.trestle.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.rules.KnownBy.Attribute;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesFileTest {

  private static final String RULE =
      """
      rules:
        - table: public.orders
          column: fulfillment_status
          type: text
          value: "'pending'"
          phase: absent
      """;

  @Test
  void readsARuleWithItsDefaults() throws Exception {
    Rule rule = RulesFile.parse("r.yaml", RULE).rules().get(0);

    assertThat(rule.name()).isEqualTo("public.orders.fulfillment_status");
    assertThat(rule.phase()).isEqualTo(Phase.ABSENT);
    assertThat(rule.nullable()).isFalse();
    assertThat(rule.knownBy()).isEmpty();
    assertThat(rule.heldWrites()).isEqualTo(Rule.HeldWrites.REJECT);
    assertThat(rule.untreatable()).isEqualTo(Rule.Untreatable.REFUSE);
    assertThat(rule.origin()).isEqualTo("r.yaml:2");
  }

  @Test
  void readsEveryKey() throws Exception {
    String yaml =
        RULE
            + """
                nullable: false
                database: shop
                known-by:
                  - application-name: "v2*"
                  - user: new_service
                held-writes: discard
                default: "'new'"
                collation: C
                untreatable: pass
            """
                .indent(0);

    Rule rule = RulesFile.parse("r.yaml", yaml).rules().get(0);

    assertThat(rule.database()).isEqualTo("shop");
    assertThat(rule.knownBy())
        .containsExactly(
            new KnownBy(Attribute.APPLICATION_NAME, "v2*"),
            new KnownBy(Attribute.USER, "new_service"));
    assertThat(rule.heldWrites()).isEqualTo(Rule.HeldWrites.DISCARD);
    assertThat(rule.defaultValue()).isEqualTo("'new'");
    assertThat(rule.collation()).isEqualTo("C");
    assertThat(rule.untreatable()).isEqualTo(Rule.Untreatable.PASS);
  }

  @Test
  void aDefaultThatIsTheValueIsNone() throws Exception {
    String yaml = RULE + "    default: \"'pending'\"\n";

    assertThat(RulesFile.parse("r.yaml", yaml).rules().get(0).defaultValue()).isNull();
  }

  @Test
  void anEmptyListIsNoRules() throws Exception {
    assertThat(RulesFile.parse("r.yaml", "rules: []").rules()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "  phase: absent¦  phase: later¦r.yaml:6: phase \"later\"; expected absent | readable | writable | backfilled | complete",
        "  column: f¦  colum: f¦r.yaml:3: unknown key \"colum\" in a rule; expected one of table,",
        "  type: text¦  type: \"text; drop\"¦r.yaml:4: type \"text; drop\"; expected a type's name",
        "  type: text¦  type: bigserial¦r.yaml:4: type \"bigserial\" draws its values from a sequence",
        "'pending'\"¦now()\"¦r.yaml:5: value \"now()\" is not the same at every moment and in every session, because of now; expected a constant of SQL",
        "'pending'\"¦'now'::timestamptz\"¦r.yaml:5: value \"'now'::timestamptz\" is not the same at every moment and in every session, because of now",
        "'pending'\"¦CASE WHEN day = 'today' THEN 1 END\"¦r.yaml:5: value \"CASE WHEN day = 'today' THEN 1 END\" is not the same at every moment",
        "'pending'\"¦coalesce(note, current_user)\"¦because of current_user",
        "'pending'\"¦'a', 'b'\"¦r.yaml:5: value \"'a', 'b'\" is not one expression",
        "'pending'\"¦lower(note)) STORED, ADD (x int\"¦is not one expression",
        "'pending'\"¦lower(note); DROP TABLE x\"¦is not one expression",
        "'pending'\"¦note || $1\"¦has a parameter",
        "'pending'\"¦(SELECT max(x) FROM y)\"¦has a subquery",
        "'pending'\"¦lower(fulfillment_status)\"¦r.yaml:2: the value of public.orders.fulfillment_status reads fulfillment_status, which is under a rule",
        "'pending'\"¦lower(note)\"@    nullable: true¦r.yaml:6: nullable: true with a value computed from the row",
        "'pending'\"¦lower(note)\"@    default: \"'x'\"¦r.yaml:6: default 'x' beside a value computed from the row",
        "'pending'\"¦random()\"¦r.yaml:5: value \"random()\" is not the same at every moment",
        "'pending'\"¦'pend\"¦r.yaml:5: value \"'pend\": unterminated quoted string; expected valid SQL",
        "'pending'\"¦null\"¦r.yaml:5: value is NULL; expected nullable: true",
        "  table: public.orders¦  table: orders¦r.yaml:2: table \"orders\"; expected schema and table",
        "column: fulfillment_status¦column: ctid¦r.yaml:3: column \"ctid\" is a system column",
        "column: fulfillment_status¦column: a b¦r.yaml:3: column \"a b\"; expected one name",
        "  phase: absent¦  phase: absent@    nullable: maybe¦r.yaml:7: nullable \"maybe\"; expected false | true",
        "  phase: absent¦  phase: absent@    nullable: true@    default: \"'x'\"¦r.yaml:8: default 'x' with nullable: true; expected no default",
        "  phase: absent¦  phase: absent@    held-writes: capture¦r.yaml:7: held-writes \"capture\"; expected reject | discard",
        "  phase: absent¦  phase: absent@    default: x()¦r.yaml:7: default \"x()\"; expected a constant of SQL",
        "  phase: absent¦  phase: absent@    default: \"NULL\"¦r.yaml:7: default \"NULL\"; expected a constant of SQL",
        "  phase: absent¦  phase: absent@    default: \"\"¦r.yaml:7: \"default\" is empty or no single value",
        "  phase: absent¦  phase: absent@    known-by: v2¦r.yaml:7: known-by is no list",
        "  phase: absent¦  phase: absent@    known-by: [{host: a}]¦r.yaml:7: unknown key \"host\" in an entry of known-by",
        "  phase: absent¦  phase: absent@    phase: absent¦r.yaml:7: key \"phase\" is given twice",
        "  phase: absent¦  phase: [absent¦r.yaml:7: not YAML",
      })
  void saysWhatIsWrongAndWhere(String part, String wrong, String message) {
    String yaml =
        RULE.replace(part.equals("  column: f") ? "  column: f" : part, wrong.replace("@", "\n"));

    assertThatThrownBy(() -> RulesFile.parse("r.yaml", yaml))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "column", "type", "value", "phase"})
  void everyRequiredKeyIsMissed(String key) {
    String yaml = RULE.replaceAll("(?m)^(\\s+)(- )?" + key + ":.*$", "$1$2database: x");

    assertThatThrownBy(() -> RulesFile.parse("r.yaml", yaml))
        .hasMessageContaining("key \"" + key + "\" is missing");
  }

  @Test
  void findsAllProblemsAtOnce() {
    String yaml = RULE.replace("absent", "later").replace("public.orders", "orders");

    assertThatThrownBy(() -> RulesFile.parse("r.yaml", yaml))
        .isInstanceOfSatisfying(
            InvalidRulesException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void refusesADuplicateButNotASecondColumn() throws Exception {
    String second = RULE.substring(RULE.indexOf("  - table"));

    assertThatThrownBy(() -> RulesFile.parse("r.yaml", RULE + second))
        .hasMessage(
            "r.yaml:7: duplicate rule for public.orders.fulfillment_status; the first is at r.yaml:2; expected one rule a column");

    RuleSet rules = RulesFile.parse("r.yaml", RULE + second.replace("column: f", "column: g"));
    assertThat(rules.rules()).hasSize(2);
  }

  @Test
  void rulesOfDifferentDatabasesDoNotMeet() throws Exception {
    String second = RULE.substring(RULE.indexOf("  - table"));

    RuleSet rules =
        RulesFile.parse("r.yaml", RULE + "    database: a\n" + second + "    database: b\n");

    assertThat(rules.rules()).hasSize(2);
    assertThat(rules.forDatabase("a").rules()).hasSize(1);
    assertThat(rules.forDatabase("c").rules()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "rule: []",
        "rules: x",
        "- a",
        "rules: [1]",
        "{",
        "a: &x [*x]",
        "\u0000"
      })
  void everyOtherTextIsAProblemWithALine(String yaml) {
    assertThatThrownBy(() -> RulesFile.parse("r.yaml", yaml))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessageMatching("(?s)r\\.yaml:\\d+: .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'x'",
        "0",
        "-1.5",
        "true",
        "DATE '2026-01-01'",
        "'a'::text",
        "CAST('a' AS varchar(3))",
        "('a')",
        "$$a$$",
        "'{}'::int[]",
        "timestamp with time zone '2026-01-01 00:00+00'",
        "E'a\\n'",
        "interval day to second '1 2:03:04'",
        "numeric(4, -1) '12'",
        "character varying(3) 'abc'",
        "public.mood 'calm'",
        "'x'::double precision"
      })
  void takesConstants(String value) throws Exception {
    String yaml = RULE.replace("\"'pending'\"", "|\n        " + value);

    assertThat(RulesFile.parse("r.yaml", yaml).rules()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CASE WHEN shipped_at IS NULL THEN 'pending' ELSE 'shipped' END",
        "note",
        "'a' || 'b'",
        "quantity * price",
        "lower(note COLLATE \"C\")",
        "note IS DISTINCT FROM 'a'",
        "note LIKE 'a'",
        "'a'::text LIKE note",
        "(at at time zone 'UTC')::date",
        "CAST(note AS varchar(3))"
      })
  void takesValuesThatOnlyADatabaseCanJudge(String value) throws Exception {
    String yaml = RULE.replace("\"'pending'\"", "|\n        " + value);

    assertThat(RulesFile.parse("r.yaml", yaml).rules().get(0).isDerived()).isTrue();
  }

  @Test
  void aValueMustNotReadAColumnUnderAnotherRule() {
    String second =
        RULE.replace("rules:", "")
            .replace("column: fulfillment_status", "column: label")
            .replace("\"'pending'\"", "upper(fulfillment_status)");

    assertThatThrownBy(() -> RulesFile.parse("r.yaml", RULE + second))
        .hasMessageContaining(
            "the value of public.orders.label reads fulfillment_status, which is under a rule");
  }

  @Test
  void aFileThatIsNoTextOrTooLongIsAProblem(@TempDir Path folder) throws Exception {
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path large =
        Files.writeString(
            folder.resolve("l.yaml"), "#".repeat(RulesFile.MAX_BYTES + 1), StandardCharsets.UTF_8);

    assertThatThrownBy(() -> RulesFile.parse(binary)).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> RulesFile.parse(large)).hasMessageContaining("expected at most");
  }

  @Test
  void globsMatchWholeNames() {
    KnownBy condition = new KnownBy(Attribute.APPLICATION_NAME, "orders-v2*");

    assertThat(condition.matches("orders-v2.17", "u")).isTrue();
    assertThat(condition.matches("my orders-v2", "u")).isFalse();
    assertThat(new KnownBy(Attribute.USER, "svc").matches("svc", "other")).isFalse();
    assertThat(new KnownBy(Attribute.USER, "*a*b*").matches("", "xaxxbab")).isTrue();
    assertThat(new KnownBy(Attribute.USER, "a*b").matches("", "abc")).isFalse();
    assertThat(new KnownBy(Attribute.USER, "**").matches("", "")).isTrue();
    assertThat(new KnownBy(Attribute.USER, "a.c").matches("", "abc")).isFalse();
  }
}
