package io.trestle.cli.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as they are written: {@code 64MB}, {@code 5s}; as PostgreSQL writes them. */
public final class Units {

  static final String SIZE = "a size such as 4096, 64kB, 64MB or 1GB";
  public static final String DURATION = "a duration such as 200ms, 5s, 10min, 2h or 1d";

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,12})\\s*([A-Za-z]*)");

  private static final Map<String, Long> BYTES = new LinkedHashMap<>();
  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

  static {
    BYTES.put("GB", 1L << 30);
    BYTES.put("MB", 1L << 20);
    BYTES.put("kB", 1L << 10);
    BYTES.put("B", 1L);
    MILLIS.put("d", Duration.ofDays(1).toMillis());
    MILLIS.put("h", Duration.ofHours(1).toMillis());
    MILLIS.put("min", Duration.ofMinutes(1).toMillis());
    MILLIS.put("s", Duration.ofSeconds(1).toMillis());
    MILLIS.put("ms", 1L);
  }

  private Units() {}

  /** A number of bytes or of things; without a unit the number itself. */
  static Optional<Long> size(String text) {
    return read(text, BYTES, true);
  }

  /** A duration; only 0 goes without a unit. */
  public static Optional<Duration> duration(String text) {
    return read(text, MILLIS, text.equals("0")).map(Duration::ofMillis);
  }

  private static Optional<Long> read(String text, Map<String, Long> units, boolean bare) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Long unit = matcher.group(2).isEmpty() && bare ? Long.valueOf(1) : units.get(matcher.group(2));
    long number = Long.parseLong(matcher.group(1));
    return unit == null || number > Long.MAX_VALUE / unit
        ? Optional.empty()
        : Optional.of(number * unit);
  }

  /** How a value is written: the largest unit without a fraction. */
  static String text(Object value) {
    boolean time = value instanceof Duration;
    long number = time ? ((Duration) value).toMillis() : ((Number) value).longValue();
    for (Map.Entry<String, Long> unit : (time ? MILLIS : BYTES).entrySet()) {
      boolean plain = unit.getValue() == 1 && !time;
      if (number != 0 && number % unit.getValue() == 0) {
        return number / unit.getValue() + (plain ? "" : unit.getKey());
      }
    }
    return String.valueOf(number);
  }
}
