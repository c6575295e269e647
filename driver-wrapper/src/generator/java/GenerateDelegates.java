import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the classes that hand every method of JDBC's interfaces on, so that none of the JDK that
 * builds Trestle is forgotten. The build runs it; what a wrapper does otherwise it overrides by
 * hand.
 *
 * <p>Arguments: the folder for the sources. On the class path: the PostgreSQL driver.
 */
public final class GenerateDelegates {

  private static final String PACKAGE = "io.trestle.driver.wrap";

  /** What a method returns that leads back to a connection: handed through a method of that name. */
  private static final Map<String, String> LINKS =
      Map.of(
          "java.sql.ResultSet", "results",
          "java.sql.Array", "array",
          "java.lang.Object", "object");

  /**
   * A class to write.
   *
   * @param parent the class that has the methods of its interfaces' parents, or null
   * @param argument what its constructor takes and passes on, or null
   * @param delegate the interface of what it hands on to
   * @param more an interface of the driver's own, of which the delegate is asked by unwrap, or null
   */
  private record Delegate(
      String name, String parent, String argument, String delegate, String more) {

    Delegate(String name, String delegate, String more) {
      this(name, null, null, delegate, more);
    }

    /** Whether its methods are calls that a rule store's account is kept of. */
    boolean counts() {
      return name.equals("DelegatingConnection") || name.equals("DelegatingDatabaseMetaData");
    }

    /** Whether its methods that set a parameter are to be remembered. */
    boolean records() {
      return delegate.endsWith("PreparedStatement") || delegate.endsWith("CallableStatement");
    }
  }

  private static final List<Delegate> DELEGATES =
      List.of(
          new Delegate(
              "DelegatingConnection", "java.sql.Connection", "org.postgresql.PGConnection"),
          new Delegate("DelegatingStatement", "java.sql.Statement", "org.postgresql.PGStatement"),
          new Delegate(
              "DelegatingPreparedStatement",
              "CompatStatement",
              "CompatConnection",
              "java.sql.PreparedStatement",
              null),
          new Delegate(
              "DelegatingCallableStatement",
              "CompatPreparedStatement",
              "CompatPreparedStatement.Start",
              "java.sql.CallableStatement",
              null),
          new Delegate(
              "DelegatingResultSet", "java.sql.ResultSet", "org.postgresql.PGRefCursorResultSet"),
          new Delegate("DelegatingDatabaseMetaData", "java.sql.DatabaseMetaData", null),
          new Delegate("DelegatingArray", "java.sql.Array", null),
          new Delegate("DelegatingParameterMetaData", "java.sql.ParameterMetaData", null),
          new Delegate("DelegatingDataSource", "javax.sql.DataSource", null),
          new Delegate("DelegatingXADataSource", "javax.sql.XADataSource", null),
          new Delegate(
              "DelegatingConnectionPoolDataSource", "javax.sql.ConnectionPoolDataSource", null),
          new Delegate("DelegatingPooledConnection", "javax.sql.PooledConnection", null),
          new Delegate("DelegatingXAConnection", "javax.sql.XAConnection", null));

  private GenerateDelegates() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]).resolve(PACKAGE.replace('.', '/'));
    Files.createDirectories(folder);
    for (Delegate delegate : DELEGATES) {
      write(folder.resolve(delegate.name() + ".java"), source(delegate));
    }
  }

  /** Leaves a file alone that is as it should be, so that nothing is compiled again for it. */
  private static void write(Path file, String text) throws IOException {
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  private static String source(Delegate delegate) throws ClassNotFoundException {
    Class<?> type = Class.forName(delegate.delegate());
    Set<String> written = inherited(delegate.parent());
    StringBuilder source = new StringBuilder();
    source.append("package ").append(PACKAGE).append(";\n\n");
    source.append("/** Hands every method on. Written by the build. */\n");
    source.append("@SuppressWarnings({\"deprecation\", \"removal\"})\n");
    source.append("public abstract class ").append(delegate.name());
    if (delegate.parent() != null) {
      source.append(" extends ").append(delegate.parent());
    }
    source.append("\n    implements ").append(delegate.delegate());
    source.append(delegate.more() == null ? "" : ", " + delegate.more()).append(" {\n");
    source.append("\n  protected ").append(delegate.name()).append('(');
    if (delegate.argument() == null) {
      source.append(") {}\n");
    } else {
      source.append(delegate.argument()).append(" start) throws java.sql.SQLException {\n");
      source.append("    super(start);\n  }\n");
    }
    source.append("\n  /** What the methods are handed on to. */\n");
    source.append(delegate.parent() == null ? "" : "  @Override\n");
    if ("CompatPreparedStatement".equals(delegate.parent())) {
      source.append("  protected ").append(delegate.delegate()).append(" delegate() {\n");
      source.append("    return (").append(delegate.delegate()).append(") super.delegate();\n  }\n");
    } else {
      source.append("  protected abstract ").append(delegate.delegate()).append(" delegate();\n");
    }
    if (delegate.delegate().endsWith("PreparedStatement")) {
      source.append("\n  /** A parameter is set. */\n");
      source.append("  abstract void set(\n");
      source.append("      int index, Object value, long number, Parameters.Parameter parameter)\n");
      source.append("      throws java.sql.SQLException;\n");
      source.append("\n  /** What may have to be read more than once. */\n");
      source.append("  abstract Object again(Object value, long length) throws java.sql.SQLException;\n");
    }
    if (delegate.counts()) {
      source.append("\n  /** A call begins that may ask the server. */\n  void begins() {}\n");
      source.append("\n  /** It has ended. */\n  void rests() {}\n");
    }
    methods(source, type, "delegate()", delegate, written);
    if (delegate.more() != null) {
      Class<?> more = Class.forName(delegate.more());
      String accessor = "pg" + more.getSimpleName().substring(2) + "()";
      source.append("\n  /** The same as what it is to the driver. */\n");
      source.append("  protected ").append(delegate.more()).append(' ').append(accessor);
      source.append(" throws java.sql.SQLException {\n    return delegate().unwrap(");
      source.append(delegate.more()).append(".class);\n  }\n");
      methods(source, more, accessor, null, written);
    }
    LINKS.forEach(
        (linked, link) -> {
          if (delegate.parent() == null && source.indexOf("return " + link + "(") >= 0) {
            source.append("\n  /** The same, leading back to whom it was asked of. */\n");
            source.append("  protected abstract ").append(linked).append(' ').append(link);
            source.append('(').append(linked).append(" raw) throws java.sql.SQLException;\n");
          }
        });
    return source.append("}\n").toString();
  }

  private static Set<String> inherited(String parent) throws ClassNotFoundException {
    Set<String> written = new HashSet<>();
    List<String> names =
        parent == null
            ? List.of()
            : parent.equals("CompatStatement")
                ? List.of("java.sql.Statement", "org.postgresql.PGStatement")
                : List.of("java.sql.PreparedStatement", "org.postgresql.PGStatement");
    for (String name : names) {
      for (Method method : Class.forName(name).getMethods()) {
        written.add(key(method));
      }
    }
    return written;
  }

  private static String key(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getName)
            .collect(Collectors.joining(",", "(", ")"));
  }

  /**
   * @param delegate null where the methods are only handed on
   */
  private static void methods(
      StringBuilder source, Class<?> type, String target, Delegate delegate, Set<String> written) {
    Method[] all = type.getMethods();
    Arrays.sort(all, Comparator.comparing(GenerateDelegates::key));
    for (Method method : all) {
      boolean skipped =
          Modifier.isStatic(method.getModifiers())
              || method.isBridge()
              || method.getName().equals("unwrap")
              || method.getName().equals("isWrapperFor")
              || !written.add(key(method));
      if (!skipped) {
        method(source, method, target, delegate);
      }
    }
  }

  private static void method(
      StringBuilder source, Method method, String target, Delegate delegate) {
    Parameter[] parameters = method.getParameters();
    source.append("\n  @Override\n  public ");
    if (method.getTypeParameters().length > 0) {
      source.append(
          Arrays.stream(method.getTypeParameters())
              .map(TypeVariable::getName)
              .collect(Collectors.joining(", ", "<", "> ")));
    }
    source.append(name(method.getGenericReturnType())).append(' ').append(method.getName());
    source.append(
        IntStream.range(0, parameters.length)
            .mapToObj(i -> name(parameters[i].getParameterizedType()) + " p" + i)
            .collect(Collectors.joining(", ", "(", ")")));
    if (method.getExceptionTypes().length > 0) {
      source.append(
          Arrays.stream(method.getExceptionTypes())
              .map(Class::getCanonicalName)
              .collect(Collectors.joining(", ", " throws ", "")));
    }
    source.append(" {\n");
    if (delegate != null && delegate.records() && isParameter(method)) {
      source.append(parameter(method));
      source.append("  }\n");
      return;
    }
    boolean counts = delegate != null && delegate.counts();
    body(source, method, call(target, method, "p0"), target.startsWith("pg"), counts);
    source.append("  }\n");
  }

  /** A method of the driver's own that declares no SQLException cannot ask for its delegate. */
  private static void body(
      StringBuilder source, Method method, String call, boolean asks, boolean counts) {
    boolean throwsSql =
        Arrays.stream(method.getExceptionTypes())
            .anyMatch(each -> each.isAssignableFrom(java.sql.SQLException.class));
    String link = LINKS.get(method.getReturnType().getName());
    boolean leadsBack = link != null && throwsSql && method.getTypeParameters().length == 0;
    String statement =
        method.getReturnType() == void.class
            ? call + ";"
            : leadsBack ? "return " + link + "(" + call + ");" : "return " + call + ";";
    if (asks && !throwsSql) {
      source.append("    try {\n      ").append(statement);
      source.append("\n    } catch (java.sql.SQLException closed) {\n");
      source.append("      throw new IllegalStateException(closed);\n    }\n");
    } else if (counts && throwsSql) {
      source.append("    begins();\n    try {\n      ").append(statement);
      source.append("\n    } finally {\n      rests();\n    }\n");
    } else {
      source.append("    ").append(statement).append('\n');
    }
  }

  private static boolean isParameter(Method method) {
    return method.getReturnType() == void.class
        && method.getParameterCount() > 1
        && method.getParameterTypes()[0] == int.class
        && (method.getName().startsWith("set") || method.getName().equals("registerOutParameter"));
  }

  /** Whether it takes what can be read only once. */
  private static boolean mayBeStream(Method method) {
    return Set.of(
            "java.io.Reader", "java.io.InputStream", "java.lang.Object")
        .contains(method.getParameterTypes()[1].getName());
  }

  /** How much of that is read: all, where it does not say. */
  private static String length(Method method) {
    boolean says =
        method.getParameterCount() == 3
            && Set.of("setBinaryStream", "setBlob", "setCharacterStream").contains(method.getName());
    return says ? "p2" : "-1";
  }

  /**
   * Remembers a parameter with what sets it. Its object and its number are handed back to that, so
   * that it is the same object each time wherever there is nothing more.
   */
  private static String parameter(Method method) {
    Class<?>[] types = method.getParameterTypes();
    boolean own = method.getDeclaringClass() == java.sql.CallableStatement.class;
    boolean object = !types[1].isPrimitive();
    boolean judged = object && !method.getName().startsWith("register");
    if (!object && types.length == 2 && !own && !method.getName().equals("setNull")) {
      return "    set(p0, null, " + bits(types[1]) + ", Primitive."
          + types[1].getName().toUpperCase(java.util.Locale.ROOT) + ");\n";
    }
    StringBuilder call = new StringBuilder();
    call.append(own ? "((java.sql.CallableStatement) statement)" : "statement");
    call.append('.').append(method.getName()).append("(index");
    String number = "0";
    for (int i = 1; i < types.length; i++) {
      String given = "p" + i;
      if (i == 1 && judged) {
        String kept = mayBeStream(method) ? "Again.value(value)" : "value";
        given = "(" + types[1].getCanonicalName() + ") " + kept;
      } else if (number.equals("0") && (types[i] == int.class || types[i] == long.class)) {
        number = given;
        given = "(" + types[i] + ") number";
      }
      call.append(", ").append(given);
    }
    String value =
        !judged ? "null" : mayBeStream(method) ? "again(p1, " + length(method) + ")" : "p1";
    return "    set(p0, " + value + ", " + number
        + ", (statement, index, value, number) -> " + call + "));\n";
  }

  /** A number of a primitive type as the bits of a long. */
  private static String bits(Class<?> type) {
    return type == boolean.class
        ? "p1 ? 1 : 0"
        : type == float.class
            ? "Float.floatToRawIntBits(p1)"
            : type == double.class ? "Double.doubleToRawLongBits(p1)" : "p1";
  }

  private static String call(String target, Method method, String first) {
    return target
        + "."
        + method.getName()
        + IntStream.range(0, method.getParameterCount())
            .mapToObj(i -> i == 0 ? first : "p" + i)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String name(Type type) {
    return type.getTypeName().replace('$', '.');
  }
}
