package io.trestle.cli.config;

import io.trestle.proxy.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code limits}: a key for each component of {@link Limits}, by its name in kebab-case. */
final class LimitsSection {

  private static final String EXPECTED = ", expected ";

  private static final Limits WIDEST =
      Limits.DEFAULTS.with(
          Map.of("maxFrameBytes", Limits.MAX_STREAMED_BYTES, "maxStatementBytes", 1));

  private LimitsSection() {}

  static List<String> keys() {
    return Limits.names().stream().map(LimitsSection::key).toList();
  }

  /** {@code maxFrameBytes} is {@code max-frame-bytes}. */
  static String key(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static Limits read(Section root) {
    Section section = root.section("limits", keys());
    Map<String, Object> changed = new HashMap<>();
    for (String name : Limits.names()) {
      section
          .text(key(name))
          .flatMap(text -> value(section, name, text))
          .ifPresent(value -> changed.put(name, value));
    }
    try {
      return Limits.DEFAULTS.with(changed);
    } catch (IllegalArgumentException together) {
      String name = together.getMessage().replaceFirst(" .*", "");
      section.problem(key(name), reason(together), expected(together));
      return Limits.DEFAULTS;
    }
  }

  private static Optional<Object> value(Section section, String name, String text) {
    boolean time = Limits.DEFAULTS.get(name) instanceof Duration;
    Optional<? extends Object> value = time ? Units.duration(text) : Units.size(text);
    if (value.isEmpty()) {
      section.wrong(key(name), text, time ? Units.DURATION : Units.SIZE);
      return Optional.empty();
    }
    Object read = value.get();
    if (read instanceof Long number) {
      read = (int) Math.min(number, Integer.MAX_VALUE);
    }
    try {
      // Where another bound is its bound, it is looked at when all are known.
      WIDEST.with(Map.of(name, read));
      return Optional.of(read);
    } catch (IllegalArgumentException outOfBounds) {
      section.wrong(key(name), text, expected(outOfBounds));
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("^\\S+ ", "")
        .replaceFirst(EXPECTED + ".*", "");
  }

  private static String expected(Exception e) {
    return String.valueOf(e.getMessage()).replaceFirst(".*" + EXPECTED, "");
  }
}
