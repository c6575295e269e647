package io.trestle.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations described by files. */
class MigrationFileTest {

  private static MigrationFile read(String yaml) throws InvalidConfigException {
    return MigrationFile.parse(Path.of("m.yaml"), yaml);
  }

  @Test
  void aStatementIsEnough() throws Exception {
    MigrationFile file = read("statement: ALTER TABLE orders ADD COLUMN a int");

    assertThat(file)
        .isEqualTo(
            new MigrationFile(
                "ALTER TABLE orders ADD COLUMN a int", PlanOptions.NONE, RuleOptions.DEFAULTS));
  }

  @Test
  void everyKeyIsTaken() throws Exception {
    MigrationFile file =
        read(
            """
            statement: |
              ALTER TABLE orders
                ADD COLUMN a text NOT NULL, ADD COLUMN b int NOT NULL DEFAULT 1
            values:
              a: lower(name)
            three-steps: true
            indexes:
              - b
              - keys: lower(a), id DESC
                name: orders_a
                method: btree
                where: b > 0
            known-by:
              - application-name: orders-v2*
              - user: shop
            held-writes: discard
            untreatable: pass
            """);

    assertThat(file.statement()).startsWith("ALTER TABLE orders\n  ADD COLUMN a");
    assertThat(file.plan())
        .isEqualTo(
            new PlanOptions(
                null,
                Map.of("a", "lower(name)"),
                true,
                List.of(
                    IndexDefinition.on("b"),
                    new IndexDefinition("orders_a", "btree", "lower(a), id DESC", "b > 0"))));
    assertThat(file.rules())
        .isEqualTo(
            new RuleOptions(
                List.of(
                    new KnownBy(KnownBy.Attribute.APPLICATION_NAME, "orders-v2*"),
                    new KnownBy(KnownBy.Attribute.USER, "shop")),
                HeldWrites.DISCARD,
                Untreatable.PASS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          value: 'x'                  ¦ m.yaml:1: key "statement" is missing in the file; expected it there
          statement: x@statment: y    ¦ m.yaml:2: unknown key "statment" in the file; expected one of statement, value
          statement: x@value: ''      ¦ m.yaml:2: value is empty or no single value; expected one value
          statement: x@value: 1@values: {a: 2} ¦ m.yaml:3: values beside value; expected value for one column
          statement: x@three-steps: yes please ¦ m.yaml:2: three-steps "yes please"; expected one of true, false
          statement: x@indexes: [{name: y}]    ¦ m.yaml:2: key "keys" is missing in an entry of indexes
          statement: x@known-by: [{database: y}] ¦ m.yaml:2: unknown key "database" in an entry of known-by
          statement: x@known-by: [{user: y, application-name: z}] ¦ m.yaml:2: known-by has an entry of several keys, or none; expected one key an entry
          statement: x@held-writes: capture    ¦ m.yaml:2: held-writes "capture"; expected one of reject, discard
          - x                         ¦ m.yaml:1: the file is no mapping
          statement: [                ¦ m.yaml:1: not YAML
          """)
  void whatIsWrongIsNamedWithItsLine(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml.replace('@', '\n')))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void anEmptyFileIsNamed() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("m.yaml:1: the file is empty");
  }

  /** The document describes exactly the keys that are read. */
  @Test
  void theDocumentHasEveryKey() throws IOException {
    String document = Files.readString(Path.of("../docs/migrations.md"));
    int from = document.indexOf("## A migration in a file");
    String section = document.substring(from, document.indexOf("\n## ", from + 1));

    for (String key : MigrationFile.KEYS) {
      assertThat(section).contains("| `" + key + "` |");
    }
    MigrationFile.INDEX_KEYS.forEach(key -> assertThat(section).contains("`" + key + "`"));
  }
}
