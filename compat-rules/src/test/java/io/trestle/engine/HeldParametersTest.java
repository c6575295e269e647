package io.trestle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldParametersTest {

  private static final SqlError OTHER = new SqlError("TR002", "another value", null, 0);

  /** float4, float8, numeric, int4, date, timestamp, text, bpchar, bool. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 701, 0.1, 0, true",
    "FLOAT, 701, 0.1, 701, true",
    "FLOAT, 701, 0.1, 1700, true",
    "FLOAT, 701, 0.1, 700, false",
    "DECIMAL, 1700, 1.2345678, 700, false",
    "DECIMAL, 1700, 7, 23, true",
    "OTHER, 1114, 2026-01-01 10:20:30, 1114, true",
    "OTHER, 1114, 2026-01-01 10:20:30, 1082, false",
    "OTHER, 25, pending, 1043, true",
    "OTHER, 25, pending, 1042, false",
    "OTHER, 25, t, 16, false",
    "BOOLEAN, 16, t, 16, true",
  })
  void whatAnotherTypeMakesOfAParameterIsAnotherValue(
      HeldValue.Family family, int column, String text, int declared, boolean passes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    HeldParameter held =
        new HeldParameter(1, new HeldValue(text, bytes, family), false, null, OTHER, null);
    Outcome.Rewritten statement =
        new Outcome.Rewritten(
            "UPDATE t SET i = i",
            new EditMap(List.of()),
            List.of(new Outcome.ParameterType(1, column)),
            List.of(held),
            null,
            List.of(),
            List.of());

    BindVerdict verdict = statement.bind(new Text(bytes, declared));

    assertThat(verdict.error()).isEqualTo(passes ? null : OTHER);
  }

  private record Text(byte[] bytes, int declared) implements ParameterValues {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public boolean isBinary(int parameter) {
      return false;
    }

    @Override
    public ByteBuffer bytes(int parameter) {
      return ByteBuffer.wrap(bytes);
    }

    @Override
    public int declaredType(int parameter) {
      return declared;
    }
  }
}
