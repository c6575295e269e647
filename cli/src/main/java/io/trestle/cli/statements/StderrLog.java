package io.trestle.cli.statements;

import java.io.IOException;
import java.io.Reader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's plain log. Of the log_line_prefix it understands {@code user=%u}, {@code db=%d} and
 * {@code app=%a}, wherever they stand; further lines of a message begin with a tab.
 */
final class StderrLog implements StatementSource {

  /** What the first line of a message looks like behind its prefix. */
  static final Pattern START = Pattern.compile("(?:^|[^\\w])LOG: {2}(?=[a-z])");

  private static final Pattern USER = Pattern.compile("\\buser=([^,\\s\\]]+)");
  private static final Pattern DATABASE = Pattern.compile("\\b(?:db|database)=([^,\\s\\]]+)");
  private static final Pattern APPLICATION =
      Pattern.compile("\\bapp(?:lication)?=([^,\\]]*?)(?=,|\\]|\\s*$)");

  private static final int MAX_PREFIX = 1 << 14;

  private final String name;
  private final LineReader lines;
  private @Nullable String ahead;

  StderrLog(String name, Reader reader) {
    this.name = name;
    this.lines = new LineReader(reader, MAX_PREFIX + MAX_CHARACTERS);
  }

  @Override
  public @Nullable LoggedStatement next() throws IOException {
    for (String line = line(); line != null; line = line()) {
      Matcher start = START.matcher(line);
      String text = start.find() ? LogMessage.statement(line.substring(start.end())) : null;
      if (text != null) {
        return statement(line.substring(0, start.start()), text);
      }
    }
    return null;
  }

  private LoggedStatement statement(String prefix, String firstLine) throws IOException {
    String place = name + ":" + lines.line();
    StringBuilder text = new StringBuilder(firstLine);
    for (ahead = lines.next(); ahead != null && ahead.startsWith("\t"); ahead = lines.next()) {
      if (text.length() <= MAX_CHARACTERS) {
        text.append('\n').append(ahead, 1, ahead.length());
      }
    }
    boolean cut = text.length() > MAX_CHARACTERS;
    text.setLength(Math.min(text.length(), MAX_CHARACTERS));
    return new LoggedStatement(
        text.toString(),
        place,
        1,
        find(USER, prefix),
        find(APPLICATION, prefix),
        find(DATABASE, prefix),
        cut);
  }

  private static @Nullable String find(Pattern pattern, String prefix) {
    Matcher matcher = pattern.matcher(prefix);
    return matcher.find() ? matcher.group(1) : null;
  }

  private @Nullable String line() throws IOException {
    String line = ahead;
    ahead = null;
    return line != null ? line : lines.next();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
