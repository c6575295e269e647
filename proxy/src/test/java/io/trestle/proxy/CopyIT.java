package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/**
 * COPY as services use it, through pgjdbc and by bare messages; what a database in some phase gives
 * is compared with the target.
 */
@ExtendWith(NoLeaks.class)
class CopyIT {

  private static final String COLUMN = "status text NOT NULL DEFAULT 'pending'";
  private static final String TABLE =
      "CREATE TABLE orders (id int PRIMARY KEY, note text, part numeric(6,2) DEFAULT 1,"
          + " twice int GENERATED ALWAYS AS (id * 2) STORED";
  private static final int ROWS = 20_000;

  @TempDir static Path folder;

  @BeforeAll
  static void createDatabases() throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    for (String database : List.of("copy_absent", "copy_readable", "copy_target")) {
      postgres.dropDatabase(database);
      postgres.createDatabase(database);
    }
    postgres.execute("copy_absent", TABLE + ")");
    postgres.execute("copy_readable", TABLE + ", status text DEFAULT 'pending')");
    postgres.execute("copy_target", TABLE + ", " + COLUMN + ")");
  }

  @AfterAll
  static void dropDatabases() throws Exception {
    for (String database : List.of("copy_absent", "copy_readable", "copy_target")) {
      TestPostgres.shared().dropDatabase(database);
    }
  }

  private static String databaseIn(String phase) {
    return phase.equals("absent") ? "copy_absent" : "copy_readable";
  }

  /** A proxy with the engine and one rule. */
  private static final class Migrating implements AutoCloseable {
    final String database;
    private final CatalogDataSources sources;
    private final Engines engines;
    final ProxyServer server;

    Migrating(String phase, String more) throws Exception {
      this(phase, "pending", more);
    }

    Migrating(String phase, String value, String more) throws Exception {
      database = databaseIn(phase);
      Path rules = Files.createTempFile(folder, "rules", ".yaml");
      Files.writeString(
          rules,
          """
          rules:
            - table: public.orders
              column: status
              type: text
              value: "'%s'"
              phase: %s
          """
                  .formatted(value, phase)
              + more);
      TestPostgres postgres = TestPostgres.shared();
      postgres.execute(database, "TRUNCATE orders");
      postgres.execute("copy_target", "TRUNCATE orders");
      sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
      engines = new RewritingEngines(FileRuleSource.open(rules), new JdbcCatalogSource(sources));
      server = ProxyServer.start(TestProxy.settings(postgres), engines);
    }

    Connection connect() throws Exception {
      String url =
          TestPostgres.jdbcUrl("127.0.0.1", server.address().getPort(), database)
              + "&ApplicationName=service";
      return DriverManager.getConnection(url);
    }

    RawClient raw() throws Exception {
      RawClient client = new RawClient(server.address().getPort());
      client.login("postgres", database);
      return client;
    }

    @Override
    public void close() throws Exception {
      server.close();
      engines.close();
      sources.close();
    }
  }

  private static CopyManager copies(Connection connection) throws Exception {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  private static long in(Connection connection, String sql, byte[] data) throws Exception {
    return copies(connection).copyIn(sql, new ByteArrayInputStream(data));
  }

  private static long in(Connection connection, String sql, String data) throws Exception {
    return in(connection, sql, data.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] out(Connection connection, String sql) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copies(connection).copyOut(sql, bytes);
    return bytes.toByteArray();
  }

  private static List<String> rows(Connection connection) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT concat_ws('|', id, coalesce(note, 'NULL'), part, twice, status)"
                    + " FROM orders ORDER BY id")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private static @Nullable PSQLException failure(Connection connection, String sql, byte[] data) {
    return catchThrowableOfType(PSQLException.class, () -> in(connection, sql, data));
  }

  private static String text(String format) {
    StringBuilder data = new StringBuilder();
    String separator = format.equals("csv") ? "," : "\t";
    for (int i = 0; i < ROWS; i++) {
      String note =
          format.equals("csv")
              ? "\"line, \"\"" + i + "\"\"\nand more\""
              : "line\\t" + i + "\\nmore";
      data.append(i).append(separator).append(i % 7 == 0 ? "" : note);
      data.append(separator).append("1.50").append(separator).append("pending\n");
    }
    return data.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "absent, text", "absent, csv", "absent, binary",
    "readable, text", "readable, csv", "readable, binary",
    "writable, text", "writable, csv", "writable, binary",
  })
  void whatIsCopiedInComesOutAsInTheTarget(String phase, String format) throws Exception {
    String options = " (FORMAT " + format + ")";
    try (Migrating migrating = new Migrating(phase, "");
        Connection service = migrating.connect();
        Connection target = TestPostgres.shared().connect("copy_target")) {
      byte[] data = text(format).getBytes(StandardCharsets.UTF_8);
      if (format.equals("binary")) {
        in(target, "COPY orders FROM STDIN", text("text"));
        data = out(target, "COPY orders TO STDOUT" + options);
      } else {
        in(target, "COPY orders FROM STDIN" + options, data);
      }

      assertThat(in(service, "COPY orders FROM STDIN" + options, data)).isEqualTo(ROWS);

      assertThat(rows(service)).hasSize(ROWS).isEqualTo(rows(target));
      assertThat(out(service, "COPY orders TO STDOUT" + options))
          .isEqualTo(out(target, "COPY orders TO STDOUT" + options));
      String list = "COPY public.orders (status, id) TO STDOUT" + options;
      assertThat(out(service, list)).isEqualTo(out(target, list));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "readable", "writable"})
  void wrongRowsFailAsInTheTarget(String phase) throws Exception {
    List<String> wrong =
        List.of(
            "1\ta\t1\tpending\n2\tb\t1\n",
            "1\ta\t1\tpending\n2\tb\n",
            "1\ta\t1\tpending\n2\tb\t1\tpending\tmore\n",
            "1\ta\t1\tpending\nno number\tb\t1\tpending\n",
            "1\ta\t1\t\\N\n",
            "1\ta\t1\tpending\n2\tb\t1\t\\N\n",
            "no number\ta\t1\tpending\n2\tb\t1\t\\N\n",
            "1\ta\t1\tpending\n1\tb\t1\tpending\n",
            "1\ta\t1\tpending\r\n2\ta\t1\tpending\n");
    try (Migrating migrating = new Migrating(phase, "");
        Connection service = migrating.connect();
        Connection target = TestPostgres.shared().connect("copy_target")) {
      for (String data : wrong) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        PSQLException expected = failure(target, "COPY orders FROM STDIN", bytes);
        PSQLException got = failure(service, "COPY orders FROM STDIN", bytes);

        assertThat(got.getSQLState()).as(data).isEqualTo(expected.getSQLState());
        assertThat(got.getServerErrorMessage().getMessage())
            .as(data)
            .isEqualTo(expected.getServerErrorMessage().getMessage());
        assertThat(expected.getServerErrorMessage().getWhere())
            .as(data)
            .startsWith(got.getServerErrorMessage().getWhere().replaceFirst(": \".*", ""));
        assertThat(rows(service)).as(data).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "readable"})
  void aHeldValueIsRejected(String phase) throws Exception {
    try (Migrating migrating = new Migrating(phase, "");
        Connection service = migrating.connect();
        Statement statement = service.createStatement()) {
      byte[] data = "1\tpending\n2\tshipped\n".getBytes(StandardCharsets.UTF_8);
      String copy = "COPY orders (id, status) FROM STDIN";

      PSQLException error = failure(service, copy, data);

      assertThat(error.getSQLState()).isEqualTo("TR002");
      assertThat(error.getMessage()).contains("public.orders.status").contains(phase);
      assertThat(error.getServerErrorMessage().getWhere()).isEqualTo("COPY orders, line 2");
      assertThat(rows(service)).isEmpty();

      service.setAutoCommit(false);
      statement.execute("INSERT INTO orders (id) VALUES (7)");
      assertThat(failure(service, copy, data).getSQLState()).isEqualTo("TR002");
      PSQLException aborted =
          catchThrowableOfType(PSQLException.class, () -> statement.execute("SELECT 1"));
      assertThat(aborted.getSQLState()).isEqualTo("25P02");
      service.rollback();
      assertThat(in(service, copy, "1\tpending\n")).isEqualTo(1);
      service.commit();
      assertThat(rows(service)).containsExactly("1|NULL|1.00|2|pending");
    }
  }

  @Test
  void aWritableColumnTakesAnyValue() throws Exception {
    try (Migrating migrating = new Migrating("writable", "");
        Connection service = migrating.connect()) {
      assertThat(in(service, "COPY orders (status, id) FROM STDIN CSV", "shipped,1\n\"\",2\n"))
          .isEqualTo(2);
      assertThat(rows(service)).containsExactly("1|NULL|1.00|2|shipped", "2|NULL|1.00|4|");
    }
  }

  @Test
  void aDiscardedValueIsToldOnce() throws Exception {
    try (Migrating migrating = new Migrating("absent", "    held-writes: discard\n");
        Connection service = migrating.connect()) {
      CopyIn copy = copies(service).copyIn("COPY orders (id, status) FROM STDIN");
      byte[] data = "1\tshipped\n2\tpending\n3\tlost\n".getBytes(StandardCharsets.UTF_8);
      assertThat(copy.getFieldCount()).isEqualTo(2);
      copy.writeToCopy(data, 0, data.length);
      assertThat(copy.endCopy()).isEqualTo(3);

      SQLWarning warning = service.getWarnings();
      assertThat(warning.getSQLState()).isEqualTo("TR010");
      assertThat((Throwable) warning.getNextWarning()).isNull();
      assertThat(rows(service)).hasSize(3).allMatch(row -> row.endsWith("|pending"));
      service.clearWarnings();
      in(service, "COPY orders (id, status) FROM STDIN", "4\tpending\n");
      assertThat((Throwable) service.getWarnings()).isNull();
    }
  }

  @Test
  void aSessionThatDoesNotKnowTheColumnCopiesWithoutIt() throws Exception {
    try (Migrating migrating =
            new Migrating("writable", "    known-by:\n      - application-name: \"newer*\"\n");
        Connection service = migrating.connect()) {
      assertThat(in(service, "COPY orders FROM STDIN", "1\ta\t2\n")).isEqualTo(1);
      assertThat(new String(out(service, "COPY orders TO STDOUT"), StandardCharsets.UTF_8))
          .isEqualTo("1\ta\t2.00\n");
      assertThat(failure(service, "COPY orders (id, status) FROM STDIN", new byte[0]).getSQLState())
          .isEqualTo("42703");
    }
  }

  @Test
  void aBrokenOffCopyLeavesNothing() throws Exception {
    try (Migrating migrating = new Migrating("absent", "");
        Connection service = migrating.connect()) {
      CopyIn copy = copies(service).copyIn("COPY orders (id, status) FROM STDIN");
      byte[] data = "1\tpending\n2\tpen".getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(data, 0, data.length);
      copy.cancelCopy();

      assertThat(rows(service)).isEmpty();
      assertThat(in(service, "COPY orders (id, status) FROM STDIN", "1\tpending\n")).isEqualTo(1);
    }
  }

  @Test
  void dataInAnEncodingOfTheClients() throws Exception {
    try (Migrating migrating = new Migrating("absent", "");
        Connection service = migrating.connect();
        RawClient client = migrating.raw()) {
      byte[] data = "1\tÄ\tpending\n".getBytes(StandardCharsets.ISO_8859_1);
      client.query("COPY orders (id, note, status) FROM STDIN (ENCODING 'latin-1')").send();
      assertThat(client.until('G').get(0).body()).hasSize(9);
      client.message('d', data).message('c', "").send();
      assertThat(client.answers(1)).isEqualTo("C Z");
      assertThat(rows(service)).containsExactly("1|Ä|1.00|2|pending");

      client.query("COPY orders (id, status) FROM STDIN (ENCODING 'sjis')").send().until('G');
      assertThat(client.message('d', "2\tpending\n").message('c', "").send().answers(1))
          .isEqualTo("E(TR008) Z");
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  /**
   * A value of which V's bytes depend on the client's encoding. A client whose encoding is
   * SQL_ASCII sends the server's.
   */
  @ParameterizedTest
  @CsvSource({"LATIN1, d66c, c3966c", "UTF8, c3966c, d66c", "SQL_ASCII, c3966c, d66c"})
  void theValueIsComparedInTheClientsEncoding(String encoding, String value, String other)
      throws Exception {
    try (Migrating migrating = new Migrating("absent", "Öl", "");
        RawClient client = migrating.raw()) {
      byte[] theValue = HexFormat.of().parseHex(value);
      byte[] another = HexFormat.of().parseHex(other);
      client.query("SET client_encoding TO " + encoding).send().until('Z');

      assertThat(copied(client, "1\t", theValue, "")).isEqualTo("C Z");
      assertThat(copied(client, "2\t", another, "")).isEqualTo("E(TR002) Z");
      assertThat(copied(client, binaryRow(3, theValue), theValue, "BINARY")).isEqualTo("C Z");
      assertThat(copied(client, binaryRow(4, another), another, "BINARY")).isEqualTo("E(TR002) Z");
      client.parse("", "INSERT INTO orders (id, status) VALUES (5, $1)");
      assertThat(bound(client, theValue)).isEqualTo("1 2 C Z");
      client.query("SELECT status FROM orders WHERE id = 5").send();
      assertThat(client.until('Z').get(1).body()).endsWith(theValue);
      client.parse("", "INSERT INTO orders (id, status) VALUES (6, $1)");
      assertThat(bound(client, another)).contains(" E(").doesNotContain("C Z");
    }
  }

  /** Up to the value, each byte as a character. */
  private static String binaryRow(int id, byte[] value) {
    String hex =
        "5047434f50590aff0d0a000000000000000000000200000004%08x%08x".formatted(id, value.length);
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static String copied(RawClient client, String before, byte[] value, String options)
      throws Exception {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
    data.writeBytes(value);
    client.query("COPY orders (id, status) FROM STDIN " + options).send().until('G');
    return client.message('d', data.toByteArray()).message('c', "").send().answers(1);
  }

  /** Binds the bytes as a text and executes. */
  private static String bound(RawClient client, byte[] value) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0, 0, 0, 0, 0, 1, 0, 0, 0, (byte) value.length});
    body.writeBytes(value);
    body.writeBytes(new byte[] {0, 0});
    return client.message('B', body.toByteArray()).execute("").sync().send().answers(1);
  }

  @Test
  void aWholeCopyInOnePacket() throws Exception {
    try (Migrating migrating = new Migrating("absent", "");
        RawClient client = migrating.raw()) {
      String copy = "COPY orders (id, status) FROM STDIN";
      client.query(copy).message('d', "1\tpend").message('d', "ing\n").message('c', "");
      client.query(copy).message('d', "2\tshipped\n").message('d', "3\tx\n").message('c', "");
      client.query(copy).message('d', "4\tpending\n").message('f', "no\0");
      client.query(copy + "; SELECT count(*), min(status) FROM orders");
      client.message('d', "5\tpending").message('c', "").send();

      assertThat(client.answers(4)).isEqualTo("G C Z G E(TR002) Z G E(57014) Z G C T D C Z");
      assertThat(client.query("SELECT id FROM orders").send().answers(1)).isEqualTo("T D D C Z");
    }
  }

  @Test
  void theExtendedProtocolCopiesToo() throws Exception {
    try (Migrating migrating = new Migrating("readable", "");
        RawClient client = migrating.raw()) {
      client.parse("in", "COPY orders (id, status) FROM STDIN").bind("", "in").execute("").sync();
      client.message('d', "1\tpending\n").message('c', "").sync().send();
      assertThat(client.answers(1)).isEqualTo("1 2 G C Z");

      client.bind("", "in").execute("").sync().send();
      assertThat(client.until('G').get(1).body()).containsExactly(0, 0, 2, 0, 0, 0, 0);
      client.message('d', "2\t\\N\n").message('d', "3\tpending\n").message('c', "").sync().send();
      assertThat(client.answers(1)).isEqualTo("E(23502) Z");

      client.bind("", "in").execute("");
      client.message('d', "4\tpending\n").message('c', "");
      client.bind("", "in").execute("");
      client.message('d', "5\tpending\n").message('c', "").sync().send();
      assertThat(client.answers(1)).isEqualTo("2 G C 2 G C Z");
      assertThat(client.query("SELECT id FROM orders").send().answers(1)).isEqualTo("T D D D C Z");
    }
  }

  @Test
  void aLargeMessageStreamsThrough() throws Exception {
    try (Migrating migrating = new Migrating("absent", "");
        Connection service = migrating.connect();
        RawClient client = migrating.raw()) {
      StringBuilder data = new StringBuilder();
      for (int i = 0; i < 200_000; i++) {
        data.append(i).append("\tpending\tsome text that takes its place\n");
      }
      client.query("COPY orders (id, status, note) FROM STDIN").send().until('G');
      client.message('d', data.toString()).message('c', "").send();

      assertThat(client.answers(1)).isEqualTo("C Z");
      assertThat(rows(service)).hasSize(200_000);
    }
  }
}
