package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;

/** Whatever a connection leads to leads back to it, and never to the driver's own objects. */
class LinksIT {

  private static final List<Class<?>> LINKED =
      List.of(
          Connection.class, Statement.class, ResultSet.class, DatabaseMetaData.class, Array.class);

  /** What would end the walk, or is no link. */
  private static final Set<String> NOT_CALLED =
      Set.of("close", "abort", "getMoreResults", "cancel", "notify", "notifyAll", "wait");

  @Test
  void walkingFromAConnectionNeverLeadsToARawObject() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        Connection connection = fixture.connect()) {
      Walk walk = new Walk();
      walk.add(connection);
      Statement statement = connection.createStatement();
      statement.execute("SELECT ARRAY[1, 2], status FROM orders", Statement.RETURN_GENERATED_KEYS);
      ResultSet rows = statement.getResultSet();
      rows.next();
      walk.add(statement);
      walk.add(rows);
      walk.add(rows.getArray(1));
      walk.add(rows.getObject(1));
      walk.add(rows.getObject(1, Array.class));
      walk.add(rows.getArray(1).getResultSet());
      PreparedStatement prepared =
          connection.prepareStatement(
              "INSERT INTO orders (customer) VALUES ('x')", Statement.RETURN_GENERATED_KEYS);
      prepared.executeUpdate();
      walk.add(prepared);
      walk.add(prepared.getGeneratedKeys());
      PreparedStatement query = connection.prepareStatement("SELECT status FROM orders");
      walk.add(query.executeQuery());
      DatabaseMetaData metaData = connection.getMetaData();
      walk.add(metaData.getTables(null, "public", "orders", null));
      walk.add(metaData.getColumns(null, "public", "orders", null));
      walk.add(connection.createArrayOf("int4", new Object[] {1}));
      connection.setAutoCommit(false);
      fixture.direct(
          "CREATE FUNCTION cursor_it() RETURNS refcursor LANGUAGE plpgsql AS"
              + " $$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT 1; RETURN c; END $$");
      CallableStatement call = connection.prepareCall("{? = call cursor_it()}");
      call.registerOutParameter(1, java.sql.Types.REF_CURSOR);
      call.execute();
      walk.add(call);
      walk.add(call.getObject(1));

      assertThat(walk.raw).isEmpty();
      assertThat(walk.seen.keySet().stream().filter(Connection.class::isInstance))
          .as("the only connection")
          .containsExactly(connection);
    }
  }

  private static final class Walk {
    private final Map<Object, String> seen = new IdentityHashMap<>();
    private final List<String> raw = new ArrayList<>();
    private int depth;

    void add(Object start) throws Exception {
      Deque<Object> open = new ArrayDeque<>();
      note(start, start.getClass().getSimpleName(), open);
      while (!open.isEmpty() && depth++ < 20_000) {
        Object next = open.remove();
        for (Method method : next.getClass().getMethods()) {
          boolean called =
              method.getParameterCount() == 0
                  && LINKED.stream().anyMatch(type -> type.isAssignableFrom(method.getReturnType()))
                  && !NOT_CALLED.contains(method.getName());
          if (called) {
            String path = seen.get(next) + "." + method.getName();
            note(call(method, next), path, open);
          }
        }
      }
    }

    private static Object call(Method method, Object on) throws IllegalAccessException {
      try {
        method.setAccessible(true);
        return method.invoke(on);
      } catch (InvocationTargetException failed) {
        assertThat(failed.getCause()).isInstanceOfAny(SQLException.class);
        return null;
      }
    }

    private void note(Object found, String path, Deque<Object> open) {
      boolean linked = LINKED.stream().anyMatch(type -> type.isInstance(found));
      if (!linked || seen.putIfAbsent(found, path) != null) {
        return;
      }
      if (found.getClass().getName().startsWith("io.trestle.")) {
        if (path.chars().filter(character -> character == '.').count() < 4) {
          open.add(found);
        }
      } else {
        raw.add(path + " is a " + found.getClass().getName());
      }
    }
  }

  @Test
  void unwrapAsksTheWrapperItselfThenTheDriversObject() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        Connection connection = fixture.connect();
        PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.unwrap(PGConnection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(BaseConnection.class)).isTrue();
      assertThat(connection.unwrap(BaseConnection.class)).isNotSameAs(connection);
      assertThat(statement.unwrap(PGStatement.class)).isSameAs(statement);
      assertThat(statement.unwrap(PreparedStatement.class)).isSameAs(statement);
      assertThat(((PGStatement) statement).getPrepareThreshold()).isEqualTo(5);
      ParameterMetaData parameters = statement.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isZero();
    }
  }
}
