package io.trestle.proxy.tls;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants by the names that users write: {@code VERIFY_FULL} is {@code verify-full}. */
final class Labels {

  private Labels() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant of a name.
   *
   * @param what how an error calls it
   * @throws IllegalArgumentException when there is none
   */
  static <E extends Enum<E>> E find(E[] constants, String name, String what) {
    return Arrays.stream(constants)
        .filter(constant -> of(constant).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is '%s', expected one of %s"
                        .formatted(
                            what,
                            name,
                            Arrays.stream(constants)
                                .map(Labels::of)
                                .collect(Collectors.joining(", ")))));
  }
}
