package io.trestle.driver.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGRefCursorResultSet;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgDatabaseMetaData;
import org.postgresql.jdbc.PgResultSet;
import org.postgresql.jdbc.PgStatement;

/** No method of JDBC's interfaces, as this JDK has them, is forgotten. */
class DelegationTest {

  /** Those that need no hand-written parent, with what they hand on to. */
  static Stream<Object[]> written() {
    return Stream.of(
        new Object[] {Connection.class, (Wrapper<Connection>) OfConnection::new},
        new Object[] {Statement.class, (Wrapper<Statement>) OfStatement::new},
        new Object[] {ResultSet.class, (Wrapper<ResultSet>) OfResultSet::new},
        new Object[] {DatabaseMetaData.class, (Wrapper<DatabaseMetaData>) OfMetaData::new},
        new Object[] {Array.class, (Wrapper<Array>) OfArray::new});
  }

  private interface Wrapper<T> {
    Object around(T delegate);
  }

  @ParameterizedTest
  @MethodSource("written")
  <T> void everyMethodIsHandedOn(Class<T> type, Wrapper<T> wrapper) throws Exception {
    List<Method> called = new ArrayList<>();
    Object delegate =
        Proxy.newProxyInstance(
            DelegationTest.class.getClassLoader(),
            new Class<?>[] {
              type, PGConnection.class, PGStatement.class, PGRefCursorResultSet.class
            },
            (proxy, method, arguments) -> {
              if (method.getName().equals("unwrap")) {
                return proxy;
              }
              called.add(method);
              return nothing(method.getReturnType());
            });
    Object around = wrapper.around(type.cast(delegate));

    for (Method method : type.getMethods()) {
      boolean skipped =
          Modifier.isStatic(method.getModifiers())
              || method.getName().equals("unwrap")
              || method.getName().equals("isWrapperFor")
              || isUntouchedDefault(type, method);
      if (!skipped) {
        called.clear();
        method.invoke(
            around,
            Arrays.stream(method.getParameterTypes()).map(DelegationTest::nothing).toArray());
        assertThat(called)
            .as(method.toString())
            .singleElement()
            .satisfies(
                each -> {
                  assertThat(each.getName()).isEqualTo(method.getName());
                  assertThat(each.getParameterTypes()).isEqualTo(method.getParameterTypes());
                });
      }
    }
  }

  private static Object nothing(Class<?> type) {
    if (!type.isPrimitive() || type == void.class) {
      return null;
    }
    return java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0);
  }

  /** Which class of ours is which of the driver's, by interface. */
  private static final Map<Class<?>, List<Class<?>>> CLASSES =
      Map.of(
          Connection.class, List.of(CompatConnection.class, PgConnection.class),
          Statement.class, List.of(CompatStatement.class, PgStatement.class),
          PreparedStatement.class,
              List.of(CompatPreparedStatement.class, driver("PgPreparedStatement")),
          CallableStatement.class,
              List.of(CompatCallableStatement.class, driver("PgCallableStatement")),
          ResultSet.class, List.of(CompatResultSet.class, PgResultSet.class),
          DatabaseMetaData.class, List.of(CompatDatabaseMetaData.class, PgDatabaseMetaData.class),
          Array.class, List.of(CompatArray.class, PgArray.class));

  private static Class<?> driver(String name) {
    try {
      return Class.forName("org.postgresql.jdbc." + name);
    } catch (ClassNotFoundException renamed) {
      throw new IllegalStateException(renamed);
    }
  }

  /** A default of the interface's that the driver leaves as it is, too. */
  private static boolean isUntouchedDefault(Class<?> type, Method method) throws Exception {
    if (!method.isDefault() || !CLASSES.containsKey(type)) {
      return false;
    }
    Class<?> theirs = CLASSES.get(type).get(1);
    return theirs
            .getMethod(method.getName(), method.getParameterTypes())
            .getDeclaringClass()
            .isInterface()
        && CLASSES
            .get(type)
            .get(0)
            .getMethod(method.getName(), method.getParameterTypes())
            .getDeclaringClass()
            .isInterface();
  }

  @Test
  void everyMethodOfEveryInterfaceIsOneOfOurs() throws Exception {
    List<String> forgotten = new ArrayList<>();
    for (Map.Entry<Class<?>, List<Class<?>>> each : CLASSES.entrySet()) {
      for (Method method : each.getKey().getMethods()) {
        if (!Modifier.isStatic(method.getModifiers())
            && !isUntouchedDefault(each.getKey(), method)) {
          check(each.getValue().get(0), method, forgotten);
        }
      }
    }
    Map<Class<?>, Class<?>> others =
        Map.of(
            DataSource.class, DelegatingDataSource.class,
            XADataSource.class, DelegatingXADataSource.class,
            ConnectionPoolDataSource.class, DelegatingConnectionPoolDataSource.class,
            PooledConnection.class, CompatPooledConnection.class,
            XAConnection.class, CompatXAConnection.class,
            ParameterMetaData.class, CompatParameterMetaData.class);
    for (Map.Entry<Class<?>, Class<?>> each : others.entrySet()) {
      for (Method method : each.getKey().getMethods()) {
        boolean ofWrapper = method.getDeclaringClass() == java.sql.Wrapper.class;
        if (!Modifier.isStatic(method.getModifiers()) && !ofWrapper) {
          check(each.getValue(), method, forgotten);
        }
      }
    }
    assertThat(forgotten).isEmpty();
  }

  private static void check(Class<?> ours, Method method, List<String> forgotten)
      throws NoSuchMethodException {
    Method found = ours.getMethod(method.getName(), method.getParameterTypes());
    if (!found.getDeclaringClass().getName().startsWith("io.trestle.")) {
      forgotten.add(ours.getSimpleName() + ": " + method);
    }
  }

  // --- the written classes, with nothing by hand -------------------------------------------------

  private static final class OfConnection extends DelegatingConnection {
    private final Connection delegate;

    OfConnection(Connection delegate) {
      this.delegate = delegate;
    }

    @Override
    protected Connection delegate() {
      return delegate;
    }

    @Override
    protected Array array(Array raw) {
      return raw;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  private static final class OfStatement extends DelegatingStatement {
    private final Statement delegate;

    OfStatement(Statement delegate) {
      this.delegate = delegate;
    }

    @Override
    protected Statement delegate() {
      return delegate;
    }

    @Override
    protected ResultSet results(ResultSet raw) {
      return raw;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  private static final class OfResultSet extends DelegatingResultSet {
    private final ResultSet delegate;

    OfResultSet(ResultSet delegate) {
      this.delegate = delegate;
    }

    @Override
    protected ResultSet delegate() {
      return delegate;
    }

    @Override
    protected Array array(Array raw) {
      return raw;
    }

    @Override
    protected Object object(Object raw) {
      return raw;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  private static final class OfMetaData extends DelegatingDatabaseMetaData {
    private final DatabaseMetaData delegate;

    OfMetaData(DatabaseMetaData delegate) {
      this.delegate = delegate;
    }

    @Override
    protected DatabaseMetaData delegate() {
      return delegate;
    }

    @Override
    protected ResultSet results(ResultSet raw) {
      return raw;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  private static final class OfArray extends DelegatingArray {
    private final Array delegate;

    OfArray(Array delegate) {
      this.delegate = delegate;
    }

    @Override
    protected Array delegate() {
      return delegate;
    }

    @Override
    protected ResultSet results(ResultSet raw) {
      return raw;
    }

    @Override
    protected Object object(Object raw) {
      return raw;
    }
  }
}
