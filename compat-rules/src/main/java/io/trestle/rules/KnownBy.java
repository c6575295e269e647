package io.trestle.rules;

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
    return fits(glob, actual);
  }

  /**
   * Walks both texts once; behind a star it goes back as often as the star may stand for one
   * character more.
   */
  private static boolean fits(String pattern, String text) {
    int inPattern = 0;
    int inText = 0;
    int star = -1;
    int resume = 0;
    while (inText < text.length()) {
      boolean more = inPattern < pattern.length();
      if (more && pattern.charAt(inPattern) == '*') {
        star = inPattern++;
        resume = inText;
      } else if (more && pattern.charAt(inPattern) == text.charAt(inText)) {
        inPattern++;
        inText++;
      } else if (star >= 0) {
        inPattern = star + 1;
        inText = ++resume;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }
}
