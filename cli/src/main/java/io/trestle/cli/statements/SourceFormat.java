package io.trestle.cli.statements;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The formats that statements are read from. */
public enum SourceFormat {
  /** Statements that end with semicolons, as psql takes them. */
  SQL,
  /** What {@code log_destination = csvlog} writes. */
  CSVLOG,
  /** What {@code log_destination = jsonlog} writes. */
  JSONLOG,
  /** What {@code log_destination = stderr} writes, whatever the log_line_prefix. */
  STDERRLOG;

  private static final Pattern CSV =
      Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [^,\"]{1,40},.*");
  private static final Pattern JSON = Pattern.compile("^\\{\\s*\"timestamp\"\\s*:.*");

  /** The name as it is given on the command line: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of that label, if there is one. */
  public static Optional<SourceFormat> ofLabel(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }

  /** All labels, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(SourceFormat::label).collect(Collectors.joining(" | "));
  }

  /**
   * The format of a text by its looks.
   *
   * @param start the first characters of it
   */
  static SourceFormat detect(String start) {
    Optional<String> first = start.lines().filter(line -> !line.isBlank()).findFirst();
    if (first.isPresent() && JSON.matcher(first.get()).matches()) {
      return JSONLOG;
    }
    if (first.isPresent() && CSV.matcher(first.get()).matches()) {
      return CSVLOG;
    }
    return start.lines().anyMatch(line -> StderrLog.START.matcher(line).find()) ? STDERRLOG : SQL;
  }
}
