package io.trestle.driver.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is set on a prepared statement, and set once more on another. */
class ParametersTest {

  private static final Map<Class<?>, List<Object>> SAMPLES =
      Map.of(
          boolean.class, List.of(true, false),
          byte.class, List.of((byte) -1, Byte.MAX_VALUE),
          short.class, List.of((short) -1, Short.MAX_VALUE),
          int.class, List.of(-1, Integer.MAX_VALUE),
          long.class, List.of(-1L, Long.MIN_VALUE),
          float.class, List.of(-0.0f, Float.NaN),
          double.class, List.of(-0.0, Double.MIN_VALUE),
          String.class, List.of("a text"),
          Object.class, List.of("a text", 4711L));

  /** Each way to set a parameter that can be read more than once. */
  static Stream<Method> ways() {
    return Arrays.stream(PreparedStatement.class.getMethods())
        .filter(each -> each.getName().startsWith("set") && each.getParameterCount() > 1)
        .filter(each -> each.getParameterTypes()[0] == int.class)
        .filter(
            each ->
                Stream.of("java.io.Reader", "java.io.InputStream")
                    .noneMatch(each.getParameterTypes()[1].getName()::equals));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aParameterIsSetOnceMoreAsItWasGiven(Method way) throws Exception {
    List<Object> samples = SAMPLES.getOrDefault(way.getParameterTypes()[1], List.of());
    for (Object sample : samples.isEmpty() ? Arrays.asList((Object) null) : samples) {
      Object[] arguments = new Object[way.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        boolean number = way.getParameterTypes()[i] == int.class;
        arguments[i] = i == 1 ? sample : number ? (Object) (i + 5) : null;
      }
      arguments[0] = 1;
      Parameters parameters = new Parameters();
      way.invoke(new Recording(parameters), arguments);
      List<List<Object>> calls = new ArrayList<>();

      parameters.apply(listening(calls), null);

      List<Object> expected = new ArrayList<>(List.of(way.getName()));
      expected.addAll(Arrays.asList(arguments));
      assertThat(calls).as(way + " of " + sample).containsExactly(expected);
    }
  }

  @Test
  void aNumberIsJudgedByItsText() throws SQLException {
    Parameters parameters = new Parameters();
    new Recording(parameters).setInt(1, -4711);
    new Recording(parameters).setBoolean(2, true);
    new Recording(parameters).setNull(3, 4);

    assertThat(text(parameters, 1)).isEqualTo("-4711");
    assertThat(text(parameters, 2)).isEqualTo("true");
    assertThat(parameters.bytes(3)).isNull();
  }

  private static String text(Parameters parameters, int index) {
    return StandardCharsets.UTF_8.decode(parameters.bytes(index)).toString();
  }

  @Test
  void rowsAreKeptAsTheyWereThoughLaterOnesAreWider() throws SQLException {
    Rows rows = new Rows();
    Parameters row = new Parameters();
    Recording statement = new Recording(row);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 300; i++) {
        statement.setInt(1, i);
        if (i % 100 == 50) {
          statement.setString(i / 50 + 1, "wider");
        }
        rows.add(row);
      }

      for (int i = 0; i < 300; i++) {
        List<List<Object>> calls = new ArrayList<>();
        Parameters read = new Parameters();
        rows.copyTo(i, read);
        read.apply(listening(calls), null);
        assertThat(calls.get(0)).containsExactly("setInt", 1, i);
        assertThat(calls).hasSize(1 + (i + 50) / 100);
      }
      rows.clear();
      row.clear();
    }
    assertThat(rows.count()).isZero();
  }

  /** Keeps what is set on it, and sets nothing. */
  private static final class Recording extends DelegatingPreparedStatement {
    private final Parameters parameters;

    Recording(Parameters parameters) throws SQLException {
      super(null);
      this.parameters = parameters;
    }

    @Override
    protected PreparedStatement delegate() {
      throw new UnsupportedOperationException();
    }

    @Override
    void set(int index, Object value, long number, Parameters.Parameter parameter) {
      parameters.set(index, value, number, parameter);
    }

    @Override
    Object again(Object value, long length) throws SQLException {
      return Again.of(value, length, true);
    }
  }

  private static PreparedStatement listening(List<List<Object>> calls) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            ParametersTest.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) -> {
              List<Object> call = new ArrayList<>(List.of(method.getName()));
              call.addAll(Arrays.asList(arguments));
              calls.add(call);
              return null;
            });
  }
}
