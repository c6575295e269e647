package io.trestle.proxy.admin;

import io.trestle.engine.SqlError;
import io.trestle.inspect.StatementSplitter;
import io.trestle.proxy.admin.MigrationControl.Move;
import io.trestle.rules.Phase;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement that the console understands.
 *
 * @param kind what is to be done
 * @param argument the database of PAUSE and RESUME (empty for all), the setting or probe that is
 *     asked for, or the command tag of what is accepted and has no effect
 * @param move of SET PHASE; otherwise null
 */
record ConsoleStatement(Kind kind, String argument, @Nullable Move move) {

  /** What statements do. */
  enum Kind {
    EMPTY,
    SHOW_RULES,
    SHOW_SESSIONS,
    SHOW_STATS,
    SHOW_REFUSALS,
    SHOW_CACHE,
    SHOW_MIGRATIONS,
    SHOW_VERSION,
    SHOW_HELP,
    /** A setting that drivers ask for. */
    SHOW_SETTING,
    /** A question by which pools and drivers find out whether anybody is there. */
    PROBE,
    /** Accepted, without effect. */
    IGNORED,
    BEGIN,
    COMMIT,
    ROLLBACK,
    RELOAD(true),
    PAUSE(true),
    RESUME(true),
    DRAIN(true),
    SET_PHASE(true);

    private final boolean changes;

    Kind() {
      this(false);
    }

    Kind(boolean changes) {
      this.changes = changes;
    }

    /** Whether it changes what the proxy does. */
    boolean changes() {
      return changes;
    }

    /** The words by which it is said. */
    String words() {
      return name().replace('_', ' ');
    }

    /** Whether a session may run it in a transaction that has failed. */
    boolean endsTransaction() {
      return this == COMMIT || this == ROLLBACK;
    }
  }

  /** No statement of ours: SQLSTATE and what to say. */
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient SqlError error;

    Unknown(String sqlState, String message) {
      super(message);
      error = new SqlError(sqlState, message, "SHOW HELP lists the commands.", 0);
    }

    SqlError error() {
      return error;
    }
  }

  private static final int MAX_SHOWN = 60;

  /** The longest SET PHASE; reading one takes time that grows with the square of its length. */
  private static final int MAX_SET_PHASE = 4_096;

  private static final Map<String, Kind> SHOWN =
      Map.of(
          "migrations", Kind.SHOW_MIGRATIONS,
          "rules", Kind.SHOW_RULES,
          "sessions", Kind.SHOW_SESSIONS,
          "stats", Kind.SHOW_STATS,
          "refusals", Kind.SHOW_REFUSALS,
          "cache", Kind.SHOW_CACHE,
          "version", Kind.SHOW_VERSION,
          "help", Kind.SHOW_HELP);

  /** What is asked in SHOW, and what there is to say. */
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("server_version", AdminConsole.SERVER_VERSION),
          Map.entry("server_version_num", "160000"),
          Map.entry("server_encoding", "UTF8"),
          Map.entry("client_encoding", "UTF8"),
          Map.entry("standard_conforming_strings", "on"),
          Map.entry("datestyle", "ISO, MDY"),
          Map.entry("intervalstyle", "postgres"),
          Map.entry("integer_datetimes", "on"),
          Map.entry("timezone", "UTC"),
          Map.entry("time zone", "UTC"),
          Map.entry("search_path", "public"),
          Map.entry("transaction_isolation", "read committed"),
          Map.entry("transaction isolation level", "read committed"),
          Map.entry("default_transaction_isolation", "read committed"),
          Map.entry("transaction_read_only", "off"),
          Map.entry("default_transaction_read_only", "off"),
          Map.entry("in_hot_standby", "off"),
          Map.entry("is_superuser", "off"),
          Map.entry("max_identifier_length", "63"),
          Map.entry("statement_timeout", "0"),
          Map.entry("lock_timeout", "0"),
          Map.entry("extra_float_digits", "1"),
          Map.entry("bytea_output", "hex"));

  /** Statements that have no effect here, by their first words. */
  private static final Set<String> IGNORED =
      Set.of("set", "reset", "discard", "deallocate", "unlisten", "listen", "close");

  /** A name, quoted or not: two groups. */
  private static final String NAME = "(?:\"((?:[^\"]|\"\")++)\"|([a-z_][a-z0-9_$]*))";

  private static final Pattern PAUSE = Pattern.compile("(?i)(pause|resume)(?:\\s+" + NAME + ")?");

  /** A migration's name is taken as SHOW MIGRATIONS has it, or in quotes of either kind. */
  private static final Pattern SET_PHASE =
      Pattern.compile(
          "(?is)set\\s++phase(?:\\s++(.+?))?\\s+to\\s+([a-z]+)(?:\\s+in\\s+" + NAME + ")?");

  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")++)\"|'((?:[^']|'')++)'");

  ConsoleStatement(Kind kind, String argument) {
    this(kind, argument, null);
  }

  /** Cuts a text at its semicolons; of nothing but blanks and comments there is no statement. */
  static List<String> split(String sql) {
    List<String> statements = new ArrayList<>();
    try (StatementSplitter splitter =
        new StatementSplitter(new StringReader(sql), Integer.MAX_VALUE)) {
      for (var piece = splitter.next(); piece != null; piece = splitter.next()) {
        statements.add(piece.text());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return statements;
  }

  /**
   * Reads one statement.
   *
   * @throws Unknown when there is no such command
   */
  static ConsoleStatement of(String sql) throws Unknown {
    String text = sql.strip().replaceAll("\\s+", " ");
    String folded = text.toLowerCase(Locale.ROOT);
    String[] words = folded.split("[ (]", 3);
    switch (words[0]) {
      case "" -> {
        return new ConsoleStatement(Kind.EMPTY, "");
      }
      case "show" -> {
        return show(folded.substring(4).strip());
      }
      case "select" -> {
        return probe(folded);
      }
      case "begin", "start" -> {
        return new ConsoleStatement(Kind.BEGIN, "");
      }
      case "commit", "end" -> {
        return new ConsoleStatement(Kind.COMMIT, "");
      }
      case "rollback", "abort" -> {
        return new ConsoleStatement(Kind.ROLLBACK, "");
      }
      case "pause", "resume" -> {
        return pause(sql.strip());
      }
      case "set" -> {
        boolean ofPhase = words.length > 1 && words[1].equals("phase");
        return ofPhase ? setPhase(sql.strip()) : other(folded, words[0]);
      }
      default -> {
        return other(folded, words[0]);
      }
    }
  }

  private static ConsoleStatement show(String what) throws Unknown {
    Kind kind = SHOWN.get(what);
    if (kind != null) {
      return new ConsoleStatement(kind, "");
    }
    if (SETTINGS.containsKey(what)) {
      return new ConsoleStatement(Kind.SHOW_SETTING, what);
    }
    throw new Unknown("42704", "trestle: nothing to show by the name \"" + cut(what) + "\"");
  }

  private static ConsoleStatement probe(String folded) throws Unknown {
    String asked = folded.substring("select".length()).replace("pg_catalog.", "").replace(" ", "");
    if (!Probes.ANSWERS.containsKey(asked)) {
      throw unknown(folded);
    }
    return new ConsoleStatement(Kind.PROBE, asked);
  }

  private static ConsoleStatement pause(String text) throws Unknown {
    Matcher matcher = PAUSE.matcher(text);
    if (!matcher.matches()) {
      throw unknown(text);
    }
    boolean pause = matcher.group(1).equalsIgnoreCase("pause");
    String database = name(matcher, 2);
    return new ConsoleStatement(pause ? Kind.PAUSE : Kind.RESUME, database == null ? "" : database);
  }

  /** The name in two groups; null where there is none. */
  private static @Nullable String name(Matcher matcher, int quoted) {
    if (matcher.group(quoted) != null) {
      return matcher.group(quoted).replace("\"\"", "\"");
    }
    String bare = matcher.group(quoted + 1);
    return bare == null ? null : bare.toLowerCase(Locale.ROOT);
  }

  private static ConsoleStatement setPhase(String text) throws Unknown {
    Matcher matcher = SET_PHASE.matcher(text);
    if (text.length() > MAX_SET_PHASE || !matcher.matches()) {
      throw new Unknown(
          "42601",
          "trestle: \"%s\" is no SET PHASE [migration] TO phase [IN database]"
              .formatted(cut(text)));
    }
    String label = matcher.group(2).toLowerCase(Locale.ROOT);
    Phase phase = Phase.ofLabel(label).orElse(null);
    if (phase == null) {
      throw new Unknown(
          "22023", "trestle: no phase \"" + cut(label) + "\"; expected " + Phase.labels());
    }
    String migration = matcher.group(1) == null ? null : unquoted(matcher.group(1));
    return new ConsoleStatement(Kind.SET_PHASE, "", new Move(migration, phase, name(matcher, 3)));
  }

  private static String unquoted(String name) {
    Matcher matcher = QUOTED.matcher(name);
    if (!matcher.matches()) {
      return name;
    }
    return matcher.group(1) != null
        ? matcher.group(1).replace("\"\"", "\"")
        : matcher.group(2).replace("''", "'");
  }

  private static ConsoleStatement other(String folded, String word) throws Unknown {
    if (folded.equals("reload")) {
      return new ConsoleStatement(Kind.RELOAD, "");
    }
    if (folded.equals("drain")) {
      return new ConsoleStatement(Kind.DRAIN, "");
    }
    if (IGNORED.contains(word) && folded.indexOf(' ') > 0) {
      boolean all = word.equals("discard") || (word.equals("deallocate") && folded.endsWith("all"));
      String tag = word.equals("close") ? "close cursor" : all ? folded : word;
      return new ConsoleStatement(Kind.IGNORED, cut(tag.toUpperCase(Locale.ROOT)));
    }
    throw unknown(folded);
  }

  private static Unknown unknown(String text) {
    return new Unknown("42601", "trestle: no command of the console: \"" + cut(text) + "\"");
  }

  private static String cut(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }
}
