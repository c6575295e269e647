package io.trestle.cli.statements;

/**
 * A source that is not of the format it is read as: names file, line, value and what was expected.
 */
public final class MalformedSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedSourceException(String place, String what, String expected) {
    super("%s: %s; expected %s".formatted(place, what, expected));
  }
}
