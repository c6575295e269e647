package io.trestle.rules;

import java.util.regex.Pattern;

/**
 * A condition on sessions: those that meet it know the column. {@code *} in the pattern stands for
 * any characters.
 *
 * @param attribute what of the session is looked at
 * @param glob the pattern as it was written
 */
public record KnownBy(Attribute attribute, String glob) {

  /** What of a session a condition may look at. */
  public enum Attribute {
    APPLICATION_NAME,
    USER
  }

  /** Whether a session with these attributes meets the condition. */
  public boolean matches(String applicationName, String user) {
    String actual = attribute == Attribute.USER ? user : applicationName;
    return glob.indexOf('*') < 0 ? glob.equals(actual) : pattern().matcher(actual).matches();
  }

  private Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    for (String part : glob.split("\\*", -1)) {
      if (regex.length() > 0) {
        regex.append(".*");
      }
      regex.append(part.isEmpty() ? "(?:)" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
