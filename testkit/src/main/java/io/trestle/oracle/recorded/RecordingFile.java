package io.trestle.oracle.recorded;

import io.trestle.oracle.PgWire.Bound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a recording: lines of fields between tabs, with {@code \n}, {@code \r}, {@code \t} and
 * {@code \\} in them escaped.
 *
 * <pre>
 * tool      name and versions
 * unit      scenario
 * simple    text
 * extended  text
 *           OID  t  value as text      (a value of the extended statement above)
 *           OID  b  value in binary, as hexadecimal digits
 *           OID  n                     (NULL)
 * </pre>
 */
final class RecordingFile {

  private final String name;
  private final List<RecordedUnit> units = new ArrayList<>();
  private final List<RecordedStatement> statements = new ArrayList<>();
  private String label = "";

  private RecordingFile(String name) {
    this.name = name;
  }

  /** The units of a tool's recording, in the order in which they were recorded. */
  static List<RecordedUnit> read(String tool) {
    RecordingFile file = new RecordingFile(tool);
    String[] lines = resource(tool + ".rec").split("\n");
    for (int index = 0; index < lines.length; index++) {
      try {
        file.line(lines[index].split("\t", -1));
      } catch (RuntimeException malformed) {
        throw new IllegalArgumentException(tool + ".rec:" + (index + 1), malformed);
      }
    }
    file.endUnit();
    return file.units;
  }

  /** The text of a resource below {@code recordings/}. */
  static String resource(String name) {
    try (InputStream in = RecordingFile.class.getResourceAsStream("/recordings/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource recordings/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void line(String[] fields) {
    switch (fields[0]) {
      case "tool" -> {}
      case "unit" -> {
        endUnit();
        label = unescaped(fields[1]);
      }
      case "simple", "extended" ->
          statements.add(
              new RecordedStatement(
                  fields[0].equals("extended"), unescaped(fields[1]), List.of(), List.of()));
      case "" -> value(Integer.parseInt(fields[1]), fields[2], fields[3]);
      default -> throw new IllegalArgumentException("unknown line '" + fields[0] + "'");
    }
  }

  private void value(int type, String form, String text) {
    int last = statements.size() - 1;
    RecordedStatement statement = statements.get(last);
    List<Integer> types = new ArrayList<>(statement.types());
    List<Bound> values = new ArrayList<>(statement.values());
    types.add(type);
    values.add(
        switch (form) {
          case "n" -> new Bound(null, false);
          case "t" -> new Bound(unescaped(text).getBytes(StandardCharsets.UTF_8), false);
          case "b" -> new Bound(HexFormat.of().parseHex(text), true);
          default -> throw new IllegalArgumentException("unknown format '" + form + "'");
        });
    statements.set(
        last, new RecordedStatement(statement.extended(), statement.sql(), types, values));
  }

  private void endUnit() {
    if (!statements.isEmpty()) {
      units.add(new RecordedUnit(name + "#" + (units.size() + 1) + " " + label, statements));
      statements.clear();
    }
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      if (letter != '\\') {
        plain.append(letter);
        continue;
      }
      index++;
      plain.append(
          switch (text.charAt(index)) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> text.charAt(index);
          });
    }
    return plain.toString();
  }
}
