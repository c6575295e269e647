package io.trestle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.HeldValue.Family;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is V beyond doubt: what the column would take, and give back as V. */
class HeldValueTest {

  private static HeldValue value(Family family, String text) {
    return new HeldValue(text, new byte[0], family);
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 1, 1, true",
    "INTEGER, 1, ' 1 ', true",
    "INTEGER, 1, +01, true",
    "INTEGER, 0, -0, true",
    "INTEGER, 1, 1.0, false",
    "INTEGER, 1, 1., false",
    "INTEGER, 1, 1e0, false",
    "INTEGER, 1, 0x1, false",
    "INTEGER, 1000, 1_000, false",
    "INTEGER, 1, '', false",
    "INTEGER, 1, \u0661, false",
    "INTEGER, 1, '\u20031', false",
    "SCALED, 1.00, 1, true",
    "SCALED, 1.00, 1.0, true",
    "SCALED, 1.00, 10e-1, true",
    "SCALED, 0.50, .5, true",
    "SCALED, 1.00, 1.001, false",
    "SCALED, 1.00, 1_0e-1, false",
    "SCALED, NaN, nan, false",
    "SCALED, NaN, NaN, true",
    "DECIMAL, 1, 1, true",
    "DECIMAL, 100, 1e2, true",
    "DECIMAL, 1, 1.0, false",
    "DECIMAL, 1.50, 1.5, false",
    "FLOAT, 1.5, 1.50, true",
    "FLOAT, 1.5, 15e-1, true",
    "FLOAT, 0, -0, false",
    "FLOAT, -0, 0, false",
    "BOOLEAN, true, t, true",
    "BOOLEAN, true, ' YES ', true",
    "BOOLEAN, false, of, true",
    "BOOLEAN, true, o, false",
    "BOOLEAN, true, 01, false",
    "BOOLEAN, true, '\u2003t', false",
    "OTHER, 2026-01-01, 2026-01-01, true",
    "OTHER, 2026-01-01, 20260101, false",
    "OTHER, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11, false",
    "OTHER, pending, 'pending ', false",
    "UNKNOWN, '', '', false",
  })
  void textsThatTheTypeReadsAsV(Family family, String text, String other, boolean equal) {
    assertThat(value(family, text).equalTo(other)).isEqualTo(equal);
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 1, 1.0, true",
    "INTEGER, 1, 1.4, false",
    "INTEGER, -1, -1, true",
    "SCALED, 2.50, 2.5, true",
    "DECIMAL, 2.50, 2.5, false",
    "FLOAT, 2.5, 2.50, true",
    "BOOLEAN, true, 1, false",
    "OTHER, 1, 1, false",
    "UNKNOWN, '', 1, false",
  })
  void numericConstantsThatAreAssignedAsV(
      Family family, String text, String constant, boolean equal) {
    assertThat(value(family, text).equalToNumber(constant)).isEqualTo(equal);
  }

  private static boolean isEqual(
      HeldValue value, byte[] bytes, boolean binary, @Nullable Charset charset) {
    return value.equalTo(ByteBuffer.wrap(bytes), binary, charset);
  }

  @Test
  void charactersAreInTheClientsEncoding() {
    byte[] utf = "Öl".getBytes(StandardCharsets.UTF_8);
    HeldValue umlaut = new HeldValue("Öl", utf, Family.OTHER);
    byte[] latin = "Öl".getBytes(StandardCharsets.ISO_8859_1);
    byte[] ascii = "oil".getBytes(StandardCharsets.US_ASCII);
    HeldValue oil = new HeldValue("oil", ascii, Family.OTHER);

    for (boolean binary : new boolean[] {false, true}) {
      assertThat(isEqual(umlaut, utf, binary, StandardCharsets.UTF_8)).isTrue();
      assertThat(isEqual(umlaut, latin, binary, StandardCharsets.ISO_8859_1)).isTrue();
      assertThat(isEqual(umlaut, utf, binary, StandardCharsets.ISO_8859_1)).isFalse();
      assertThat(isEqual(umlaut, latin, binary, StandardCharsets.UTF_8)).isFalse();
      assertThat(isEqual(umlaut, utf, binary, null)).isFalse();
      assertThat(isEqual(umlaut, "?l".getBytes(StandardCharsets.US_ASCII), binary, null)).isFalse();
      assertThat(isEqual(oil, ascii, binary, null)).isTrue();
    }
  }

  @Test
  void binaryIntegersMayHaveAnotherWidth() {
    HeldValue one = new HeldValue("1", new byte[] {0, 0, 0, 1}, Family.INTEGER);
    HeldValue numeric = new HeldValue("1", new byte[] {0, 0, 0, 1}, Family.SCALED);

    assertThat(isEqual(one, new byte[] {0, 0, 0, 0, 0, 0, 0, 1}, true, StandardCharsets.UTF_8))
        .isTrue();
    assertThat(isEqual(one, new byte[] {0, 1}, true, StandardCharsets.UTF_8)).isTrue();
    assertThat(isEqual(one, new byte[] {0, 2}, true, StandardCharsets.UTF_8)).isFalse();
    assertThat(isEqual(one, new byte[] {1}, true, StandardCharsets.UTF_8)).isFalse();
    assertThat(isEqual(numeric, new byte[] {0, 1}, true, StandardCharsets.UTF_8)).isFalse();
  }
}
