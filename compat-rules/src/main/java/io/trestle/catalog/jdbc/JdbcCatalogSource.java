package io.trestle.catalog.jdbc;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.DefaultSearchPaths;
import io.trestle.catalog.RuledColumn;
import io.trestle.jdbc.DatabaseListener;
import io.trestle.jdbc.DatabaseListener.Notifications;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads catalogs over JDBC. Thread-safe where the data sources are. */
public final class JdbcCatalogSource implements CatalogSource {

  /**
   * A notification on this channel says that the schema has changed: of the event trigger, see
   * docs/operations.md, and of the migrator.
   */
  public static final String SCHEMA_CHANNEL = "trestle_ddl";

  /**
   * Literals must mean the same in every session: written under settings that no session's can
   * change. To compile a query would take longer than any that is asked here.
   */
  static final String SETTINGS =
      "SET search_path = pg_catalog; SET standard_conforming_strings = on; SET jit = off; "
          + ColumnResolver.FORMS;

  /**
   * Columns with their defaults, what inherits from what, views' queries and rules, triggers, and
   * the settings that sessions start with.
   */
  private static final String FINGERPRINT =
      """
      SELECT sum(seen)::text, sum(seen) FILTER (WHERE of_columns)::text FROM (
        SELECT true, coalesce(sum(hashtextextended(
                 concat_ws('|', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod,
                           a.attnotnull, a.atthasdef, a.attisdropped, a.attidentity,
                           a.attgenerated, c.relname, c.relnamespace, c.relkind), 0)), 0)
          FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
         WHERE a.attnum > 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid >= 16384
           AND c.relpersistence <> 't'
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(oid::text, 8)), 0)
          FROM pg_catalog.pg_constraint WHERE contype = 'n' AND NOT convalidated
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(concat_ws('|', i.inhrelid, i.inhparent), 1)), 0)
          FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
         WHERE c.relpersistence <> 't'
        UNION ALL
        SELECT true, coalesce(sum(hashtextextended(concat_ws('|', r.oid, r.xmin), 2)), 0)
          FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
         WHERE r.oid >= 16384 AND c.relpersistence <> 't'
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(concat_ws('|', d.oid, d.xmin), 4)), 0)
          FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
         WHERE c.relpersistence <> 't'
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(
                 concat_ws('|', t.oid, t.tgrelid, t.tgtype, t.tgenabled, t.tgattr), 5)), 0)
          FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relpersistence <> 't'
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(
                 concat_ws('|', setdatabase, setrole, setconfig::text), 3)), 0)
          FROM pg_catalog.pg_db_role_setting
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(
                 concat_ws('|', oid, nspname, nspowner, nspacl::text), 4)), 0)
          FROM pg_catalog.pg_namespace
         WHERE nspname !~ '^pg_(temp|toast_temp)_'
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(
                 concat_ws('|', roleid, member, xmin), 5)), 0)
          FROM pg_catalog.pg_auth_members
        UNION ALL
        SELECT false, coalesce(sum(hashtextextended(
                 concat_ws('|', oid, rolname, rolsuper, rolinherit), 6)), 0)
          FROM pg_catalog.pg_roles
        UNION ALL
        SELECT false, hashtextextended(reset_val, 7)
          FROM pg_catalog.pg_settings WHERE name = 'search_path'
      ) AS parts (of_columns, seen)
      """;

  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(5);

  private final Function<String, DataSource> dataSources;
  private final @Nullable Notifications notifications;
  private final Runnable onClose;
  private final Map<String, SystemObjects> systemObjects = new ConcurrentHashMap<>();

  /**
   * Is told of no change.
   *
   * @param dataSources gives a data source for a database's name; it stays the caller's
   */
  public JdbcCatalogSource(Function<String, DataSource> dataSources) {
    this(dataSources, null, () -> {});
  }

  /**
   * @param dataSources gives a data source for a database's name
   * @param notifications how one of its connections is notified; null where it cannot be
   * @param onClose closes what is behind the data sources
   */
  public JdbcCatalogSource(
      Function<String, DataSource> dataSources,
      @Nullable Notifications notifications,
      Runnable onClose) {
    this.dataSources = dataSources;
    this.notifications = notifications;
    this.onClose = onClose;
  }

  @Override
  public Catalog read(String database, RuleSet rules) throws SQLException {
    try (Connection connection = connect(database)) {
      DefaultSearchPaths searchPaths = SearchPathReader.read(connection);
      Map<String, RuledColumn> columns = new HashMap<>();
      for (Rule rule : rules.rules()) {
        RuledColumn column = RuleResolver.resolve(connection, rule, ruledBeside(rule, rules));
        if (column != null) {
          columns.put(rule.name(), column);
        }
      }
      execute(connection, "SET search_path = pg_catalog"); // rules are resolved under others
      SystemObjects system = systemObjects(database, connection);
      FunctionReader functions = FunctionReader.read(connection, system.functions());
      return new Catalog(
          RelationReader.read(connection, system.relations()),
          columns,
          functions.aggregates(),
          searchPaths,
          functions.columns(),
          functions.ofRows(),
          functions.setReturning(),
          SchemaUsersReader.read(connection));
    }
  }

  /** The columns of a rule's table that are under a rule. */
  private static Set<String> ruledBeside(Rule rule, RuleSet rules) {
    return rules.rules().stream()
        .filter(other -> other.schema().equals(rule.schema()))
        .filter(other -> other.table().equals(rule.table()))
        .map(Rule::column)
        .collect(Collectors.toSet());
  }

  private Connection connect(String database) throws SQLException {
    Connection connection = dataSources.apply(database).getConnection();
    try {
      execute(connection, SETTINGS);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private SystemObjects systemObjects(String database, Connection connection) throws SQLException {
    SystemObjects known = systemObjects.get(database);
    if (known == null || !known.serverVersion().equals(SystemObjects.serverVersion(connection))) {
      known = SystemObjects.read(connection);
      systemObjects.put(database, known);
    }
    return known;
  }

  @Override
  public Fingerprint fingerprint(String database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FINGERPRINT)) {
      row.next();
      return new Fingerprint(
          new BigDecimal(row.getString(1)).longValue(),
          new BigDecimal(row.getString(2)).longValue());
    }
  }

  @Override
  public Watch watch(String database, Runnable changed) {
    return notifications == null
        ? () -> {}
        : new DatabaseListener(
                "trestle-ddl-" + database,
                SCHEMA_CHANNEL,
                dataSources.apply(database),
                notifications,
                changed,
                LISTEN_AGAIN)
            ::close;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
