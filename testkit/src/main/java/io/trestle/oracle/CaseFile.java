package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads cases from text.
 *
 * <p>A case begins with {@code -- name:} and goes on to the next one. Its statements end with a
 * semicolon at the end of a line. Before the first statement may stand, for the whole case:
 *
 * <pre>
 * -- autocommit               each statement stands for itself; otherwise all run in one transaction, rolled back
 * -- modes: simple, extended  default: all of simple, extended, prepared
 * -- not jdbc: REASON          it is not run through a JDBC driver
 * -- since: 15                the oldest PostgreSQL on which it runs
 * </pre>
 *
 * and before each statement, for that statement:
 *
 * <pre>
 * -- ordered                        the statement orders its rows totally: compare them in order
 * -- params: 5, int4 5, 'a', null   values of $1, $2 …; a type name declares the type in Parse
 * -- error: 42703                   the reference answers with this SQLSTATE; without the line it must succeed
 * -- refused: TR002 in absent, readable    the subject refuses it; "in" and "before" narrow it, as {@link ExpectedRefusal}
 * -- discarded: UPDATE …             while writes are held the subject discards a value: it answers as the reference does to this statement, and warns (TR010)
 * -- data: 1→shipped                a line of the data of a COPY FROM STDIN; → stands for a tab
 * -- binary: ffff                   some bytes of that data; {@code signature} stands for those that begin it
 * -- note: …                        for the reader
 * </pre>
 *
 * Any other comment in the place of a directive is an error; inside a statement a comment belongs
 * to the statement.
 */
final class CaseFile {

  /** Signature, flags and the length of an extension. */
  private static final String BINARY_SIGNATURE = "5047434f50590aff0d0a00 00000000 00000000";

  private final String file;
  private final List<OracleCase> cases = new ArrayList<>();
  private int lineNumber;

  private @Nullable String name;
  private boolean autocommit;
  private Set<Mode> modes = EnumSet.allOf(Mode.class);
  private int since;
  private @Nullable String notByJdbc;
  private List<CaseStatement> statements = new ArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private int firstLine;
  private boolean ordered;
  private List<Parameter> parameters = List.of();
  private @Nullable String error;
  private List<ExpectedRefusal> refusals = new ArrayList<>();
  private @Nullable ByteArrayOutputStream data;
  private @Nullable String discarded;

  private CaseFile(String file) {
    this.file = file;
  }

  /** Reads the cases of a resource below {@code oracle/}. */
  static List<OracleCase> read(String resource) {
    return parse(resource, resource(resource));
  }

  /** The text of a resource below {@code oracle/}. */
  static String resource(String resource) {
    try (InputStream in = CaseFile.class.getResourceAsStream("/oracle/" + resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource oracle/" + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read oracle/" + resource, failed);
    }
  }

  /** Reads the text of a file of that name. */
  static List<OracleCase> parse(String file, String text) {
    CaseFile parser = new CaseFile(file);
    for (String line : text.split("\n", -1)) {
      parser.lineNumber++;
      parser.line(line);
    }
    parser.endCase();
    return parser.cases;
  }

  private void line(String line) {
    if (text.isEmpty() && line.isBlank()) {
      return;
    }
    if (text.isEmpty() && line.startsWith("-- ")) {
      directive(line.substring(3).strip());
      return;
    }
    if (text.isEmpty()) {
      firstLine = lineNumber;
    } else {
      text.append('\n');
    }
    text.append(line.stripTrailing());
    if (text.charAt(text.length() - 1) == ';') {
      endStatement();
    }
  }

  private void directive(String directive) {
    int colon = directive.indexOf(':');
    String key = colon < 0 ? directive : directive.substring(0, colon);
    String value = colon < 0 ? "" : directive.substring(colon + 1).strip();
    switch (key) {
      case "name" -> {
        endCase();
        name = value;
      }
      case "autocommit" -> autocommit = true;
      case "modes" -> modes = modes(value);
      case "not jdbc" -> notByJdbc = value;
      case "since" -> since = Integer.parseInt(value);
      case "ordered" -> ordered = true;
      case "params" -> parameters = new ParameterParser(value, this::wrong).parse();
      case "error" -> error = value;
      case "refused" -> refusals.add(ExpectedRefusal.parse(value, this::wrong));
      case "discarded" -> discarded = value;
      case "data" -> data((value.replace('→', '\t') + "\n").getBytes(StandardCharsets.UTF_8));
      case "binary" ->
          data(
              HexFormat.of()
                  .parseHex(value.replace("signature", BINARY_SIGNATURE).replace(" ", "")));
      case "note" -> {}
      default -> throw wrong("unknown directive '" + key + "'; see CaseFile for the known ones");
    }
  }

  private void data(byte[] bytes) {
    ByteArrayOutputStream all = data;
    if (all == null) {
      all = new ByteArrayOutputStream();
      data = all;
    }
    all.writeBytes(bytes);
  }

  private static Set<Mode> modes(String value) {
    Set<Mode> modes = EnumSet.noneOf(Mode.class);
    for (String mode : value.split(",")) {
      modes.add(Mode.valueOf(mode.strip().toUpperCase(Locale.ROOT)));
    }
    return modes;
  }

  private void endStatement() {
    if (name == null) {
      throw wrong("a statement before the first '-- name:'");
    }
    String sql = text.substring(0, text.length() - 1);
    String origin = file + ":" + firstLine;
    statements.add(
        new CaseStatement(
            sql,
            origin,
            ordered,
            parameters,
            error,
            refusals,
            data == null ? null : data.toByteArray(),
            discarded));
    text.setLength(0);
    ordered = false;
    parameters = List.of();
    error = null;
    refusals = new ArrayList<>();
    data = null;
    discarded = null;
  }

  private void endCase() {
    if (!text.isEmpty()) {
      throw wrong("the statement before has no ';' at the end of a line");
    }
    if (name != null) {
      if (statements.isEmpty()) {
        throw wrong("case '" + name + "' has no statement");
      }
      cases.add(new OracleCase(name, autocommit, modes, since, notByJdbc, statements));
    }
    autocommit = false;
    modes = EnumSet.allOf(Mode.class);
    since = 0;
    notByJdbc = null;
    statements = new ArrayList<>();
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(file + ":" + lineNumber + ": " + what);
  }
}
