package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          frobnicate | trestle: Unmatched argument at index 0: 'frobnicate'
          proxy | trestle proxy: Missing required options: '--listen=HOST:PORT', '--upstream=HOST:PORT'
          proxy --listen 127.0.0.1:0 | trestle proxy: Missing required option: '--upstream=HOST:PORT'
          proxy --listen 6432 --upstream db:5432 | '6432' is not an address (no port); expected HOST:PORT
          proxy --listen :99999 --upstream db:5432 | a port is a number from 0 to 65535
          proxy --listen ::1:5 --upstream db:5432 | an IPv6 address stands in brackets
          proxy --listen :1 --upstream :2 --upstream-sslmode allow | sslmode is 'allow', expected one of disable, prefer, require, verify-ca, verify-full
          proxy --listen :1 --upstream :2 --tls-client-auth yes | is 'yes', expected one of none, optional, verify-ca, verify-full
          proxy --listen :1 --upstream :2 --tls-cert a | --tls-cert and --tls-key go together; given is only --tls-cert
          proxy --listen :1 --upstream :2 --require-tls | need --tls-cert and --tls-key
          proxy --listen :1 --upstream :2 --tls-cert a --tls-key b --tls-client-auth verify-ca | no CA file is given
          proxy --listen :1 --upstream :2 --tls-cert none.pem --tls-key b | trestle proxy: none.pem cannot be read: no such file
          proxy --listen :1 --upstream :2 --upstream-sslmode verify-full | sslmode is verify-full and no CA file is given
          proxy --listen :1 --upstream :2 --upstream-sslmode require --upstream-ca a | does not look at it
          proxy --listen :1 --upstream :2 --auth-query SELECT | does not ask for $1
          proxy --listen :1 --upstream :2 --auth-query --auth-file a | expected one of them
          proxy --listen :1 --upstream :2 --auth-database jdbc:postgresql://h/d | --auth-database needs --auth-query
          proxy --listen :1 --upstream :2 --wrong :3 | Unknown options: '--wrong', ':3'
          proxy --listen :1 --upstream :2 --admin 3 | '3' is not an address (no port); expected HOST:PORT
          proxy --listen :1 --upstream :2 --admin-users no/such/file | trestle proxy: cannot use the admin users: no/such/file
          hash-password | trestle hash-password: Missing required parameter: 'NAME'
          hash-password anna | trestle hash-password: no password was given
          hash-password --role king anna | Invalid value for option '--role'
          check | trestle check: Missing required option: '--rules=FILE'
          check --rules a --database mysql:x | 'mysql:x' is not the JDBC URL of a PostgreSQL database; expected jdbc:postgresql:
          explain --rules a | trestle explain: Missing required parameter: 'SQL'
          check --rules a --pg-stat-statements | --pg-stat-statements needs a --database to ask
          check --rules a --phase absent | --phase needs --statements or --pg-stat-statements
          check --rules a --limit -1 | --limit is -1; expected 0 or more
          check --rules a --statements b --format xml | 'xml' is no format; expected sql | csvlog | jsonlog | stderrlog
          demo --rows many | Invalid value for option '--rows': 'many' is not an int
          demo --rows 1 | --rows is 1; expected 1,000 to 10,000,000
          demo --seconds-per-phase 0 | --seconds-per-phase is 0; expected 1 to 3,600
          demo --threads 100 | --threads is 100; expected 1 to 64
          """)
  void badUsageIsOneClearLineAndExitCode2(String arguments, String expected) {
    CommandRun run = CommandRun.of(arguments.split(" "));

    assertThat(run.err()).contains(expected).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPasswordIsNotShownInAnError() {
    CommandRun run =
        CommandRun.of("check", "--rules", "a", "--database", "jdbc:mysql://h/d?password=secret");

    assertThat(run.err())
        .contains("Invalid value for option '--database'")
        .contains("password=***")
        .doesNotContain("secret");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void noCommandNamesTheWayToHelp() {
    CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no command given").contains("See 'trestle --help'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy", "check", "explain", "hash-password", "demo"})
  void everyCommandExplainsItself(String command) {
    CommandRun run = CommandRun.of((command + " --help").strip().split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: trestle").contains("--help");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void helpOffersMigrations() {
    assertThat(CommandRun.of("proxy", "--help").out()).contains("--store");
    assertThat(CommandRun.of("--help").out()).contains("migrate");
    assertThat(CommandRun.of("migrate", "--help").out())
        .contains("init", "plan", "start", "status", "pause", "resume", "advance", "back", "abort");
    assertThat(CommandRun.of("migrate").exitCode()).isEqualTo(2);
  }

  @Test
  void storeAndRulesExcludeEachOther() {
    CommandRun run =
        CommandRun.of(
            "proxy",
            "--listen",
            "127.0.0.1:0",
            "--upstream",
            "127.0.0.1:1",
            "--store",
            "jdbc:postgresql://h/d",
            "--rules",
            "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--store and --rules exclude each other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--migrator=jdbc:postgresql://h/d|--migrator goes with --store and --admin-users",
        "--migrator=jdbc:postgresql://h/d --store=jdbc:postgresql://h/d|--migrator goes with",
        "--migrator=jdbc:postgresql://h/e --store=jdbc:postgresql://h/d --admin-users=x"
            + "|--migrator and --store name different databases",
        "--migrator=mysql:x?password=secret --store=jdbc:postgresql://h/d --admin-users=x"
            + "|--migrator: 'mysql:x?password=***' is not",
        "--migrator=jdbc:postgresql://h/d --config=x|--config and --migrator exclude each other"
      })
  void theMigratorIsOfTheStoresDatabase(String options, String problem) {
    List<String> arguments = new ArrayList<>(List.of("proxy"));
    if (!options.contains("--config")) {
      arguments.addAll(List.of("--listen=127.0.0.1:0", "--upstream=127.0.0.1:1"));
    }
    arguments.addAll(List.of(options.split(" ")));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(problem).doesNotContain("secret");
  }

  @Test
  void howLongIsWatchedIsADuration() {
    for (String wrong : List.of("10", "0s", "soon")) {
      CommandRun run =
          CommandRun.of(
              "migrate", "start", "--database=jdbc:postgresql://h/d", "--watch", wrong, "ALTER");

      assertThat(run.exitCode()).as(wrong).isEqualTo(2);
      assertThat(run.err()).contains("--watch").contains("10min");
    }
    assertThat(CommandRun.of("migrate", "start", "--help").out()).contains("--watch=DURATION");
  }

  @Test
  void theDatabaseUnderMigrationMustBeGiven() {
    CommandRun run = CommandRun.of("migrate", "status");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--database");
    assertThat(CommandRun.of("migrate", "status", "--database", "jdbc:mysql://x?password=y").err())
        .contains("jdbc:postgresql://HOST:PORT")
        .doesNotContain("password=y");
  }

  @Test
  void versionNamesTrestleAndJava() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("trestle ").contains("java ");
  }

  @Test
  void optionsAreTakenFromTheEnvironment() {
    Map<String, String> environment = Map.of("TRESTLE_LISTEN", "nowhere", "TRESTLE_UPSTREAM", ":1");

    CommandRun run = CommandRun.with(environment, "proxy");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'nowhere' is not an address");
  }

  @Test
  void theCommandLineGoesBeforeTheEnvironment() {
    Map<String, String> environment = Map.of("TRESTLE_ROWS", "1");

    CommandRun run = CommandRun.with(environment, "demo", "--rows", "2");

    assertThat(run.err()).contains("--rows is 2");
  }

  @Test
  void aStackTraceIsShownOnlyWhenAskedFor() {
    CommandRun run = CommandRun.with(Map.of("TRESTLE_DEBUG", "1"), "check", "--rules", "missing");

    assertThat(run.err()).contains("\tat ");
  }

  @Test
  void aMissingRulesFileIsBadInput() {
    CommandRun run = CommandRun.of("check", "--rules", "no/such/rules.yaml");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "trestle check: cannot read the rules file: no/such/rules.yaml: no such file");
  }
}
