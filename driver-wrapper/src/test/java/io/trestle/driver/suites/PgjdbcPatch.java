package io.trestle.driver.suites;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Changes pgjdbc's tests so that they can be run through a driver that wraps it: their URL begins
 * with what the system property {@value #PREFIX} says, and what they cast to classes of pgjdbc's is
 * unwrapped. Casts to the interfaces that a service may use ({@code PGConnection}, {@code
 * PGStatement}) stay: the wrapper has to bear them.
 */
final class PgjdbcPatch {

  /** What URLs begin with, before {@code postgresql:}; {@code jdbc:} where it is not set. */
  static final String PREFIX = "suite.url.prefix";

  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Path TEST_UTIL = TESTS.resolve("org/postgresql/test/TestUtil.java");
  private static final Path HELPER = TESTS.resolve("org/postgresql/test/Unwrapped.java");

  private static final String URL = "new StringBuilder(\"jdbc:postgresql://\")";
  private static final String PREFIXED_URL =
      "new StringBuilder(System.getProperty(\"" + PREFIX + "\", \"jdbc:\") + \"postgresql://\")";

  private static final String CLASSES =
      "(BaseConnection|PgConnection|PgStatement|PgPreparedStatement)";

  /** A name or a call behind a cast, whose arguments have brackets of one level. */
  private static final Pattern CAST =
      Pattern.compile(
          "\\(" + CLASSES + "\\)\\s*(\\w+(?:\\s*\\.\\s*\\w+\\((?:[^()]|\\([^()]*\\))*\\))?)");

  private static final Pattern INSTANCE_OF =
      Pattern.compile("(\\w+) instanceof " + CLASSES + "\\b");

  private static final String UNWRAPPED = "org.postgresql.test.Unwrapped";

  private static final String HELPER_TEXT =
      """
      package org.postgresql.test;

      import java.sql.SQLException;
      import java.sql.Wrapper;

      public final class Unwrapped {
        private Unwrapped() {
        }

        public static boolean is(Class<?> type, Object object) {
          try {
            return type.isInstance(object)
                || (object instanceof Wrapper && ((Wrapper) object).isWrapperFor(type));
          } catch (SQLException failure) {
            throw new IllegalStateException(failure);
          }
        }

        public static <T> T as(Class<T> type, Object object) {
          try {
            return object instanceof Wrapper && !type.isInstance(object)
                ? ((Wrapper) object).unwrap(type)
                : type.cast(object);
          } catch (SQLException failure) {
            throw new IllegalStateException(failure);
          }
        }
      }
      """;

  private PgjdbcPatch() {}

  /**
   * Changes the unpacked sources; does nothing where that was done.
   *
   * @param folder the unpacked archive
   * @throws IOException also where a text to be replaced is not there
   */
  static void apply(Path folder) throws IOException {
    Path util = folder.resolve(TEST_UTIL);
    String before = Files.readString(util);
    if (before.contains(PREFIXED_URL)) {
      return;
    }
    if (!before.contains(URL)) {
      throw new IOException(util + ": expected " + URL);
    }
    int unwrapping = 0;
    for (Path source : sources(folder.resolve(TESTS))) {
      unwrapping += unwrapCasts(source) ? 1 : 0;
    }
    if (unwrapping == 0) {
      throw new IOException(folder.resolve(TESTS) + ": expected casts to " + CLASSES);
    }
    Files.writeString(folder.resolve(HELPER), HELPER_TEXT);
    // Last: it says that all is done.
    Files.writeString(util, Files.readString(util).replace(URL, PREFIXED_URL));
  }

  private static List<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Says whether a source has such casts, or had. */
  private static boolean unwrapCasts(Path source) throws IOException {
    String before = Files.readString(source);
    String after = unwrapping(before);
    if (!after.equals(before)) {
      Files.writeString(source, after);
    }
    return after.contains(UNWRAPPED);
  }

  /** A Java text in which casts and type tests unwrap. */
  static String unwrapping(String java) {
    Matcher cast = CAST.matcher(java);
    String unwrapped = cast.replaceAll(UNWRAPPED + ".as($1.class, $2)");
    return INSTANCE_OF.matcher(unwrapped).replaceAll(UNWRAPPED + ".is($2.class, $1)");
  }
}
