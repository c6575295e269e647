package io.trestle.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the engine has to know of a client's session. Front ends keep it up to date from the startup
 * message and from ParameterStatus messages.
 *
 * <p>Confined to its session: at most one thread uses it at a time, and hand-over between threads
 * must happen-before.
 */
public final class SessionState {

  /**
   * The most SQL-level PREPARE statements remembered for a session; beyond it a further PREPARE is
   * refused.
   */
  public static final int MAX_SQL_PREPARED = 1_000;

  /** How long the texts of all of them may be together, in UTF-16 units. */
  public static final long MAX_SQL_PREPARED_CHARACTERS = 8L << 20;

  private final String user;
  private final String database;
  private String applicationName = "";
  private boolean standardConformingStrings = true;
  private final SessionNames names = new SessionNames();
  private final Map<String, SqlPrepared> sqlPrepared = new HashMap<>();
  private long sqlPreparedCharacters;

  /**
   * @param user the role that logged in
   * @param database the database it is connected to
   */
  public SessionState(String user, String database) {
    this.user = Objects.requireNonNull(user);
    this.database = Objects.requireNonNull(database);
  }

  /** Another object that says the same of the session, to be changed by itself. */
  public SessionState copy() {
    SessionState copy = new SessionState(user, database);
    copy.applicationName = applicationName;
    copy.standardConformingStrings = standardConformingStrings;
    copy.names.set(names);
    copy.sqlPrepared.putAll(sqlPrepared);
    copy.sqlPreparedCharacters = sqlPreparedCharacters;
    return copy;
  }

  /**
   * Takes over what the treatment of a statement has found out on a {@link #copy}. What else has
   * become known of the session since the copy was made stays.
   */
  public void adopt(SessionState treatedWith) {
    if (treatedWith == this) {
      return;
    }
    names.adopt(treatedWith.names);
    for (SqlPrepared statement : treatedWith.sqlPrepared.values()) {
      SqlPrepared known = sqlPrepared.get(statement.name());
      if (known != null && !known.treatedUnder().equals(statement.treatedUnder())) {
        treatedAnew(statement);
      }
    }
  }

  public String user() {
    return user;
  }

  public String database() {
    return database;
  }

  /** The value of {@code application_name}, empty where none was set. */
  public String applicationName() {
    return applicationName;
  }

  public void applicationName(String value) {
    applicationName = Objects.requireNonNull(value);
  }

  /**
   * The value of {@code standard_conforming_strings}: whether a backslash in a plain literal is an
   * ordinary character.
   */
  public boolean standardConformingStrings() {
    return standardConformingStrings;
  }

  public void standardConformingStrings(boolean value) {
    standardConformingStrings = value;
  }

  /** What unqualified names mean to the session. */
  public SessionNames names() {
    return names;
  }

  /** The client asks for a search_path in its startup message. */
  public void startupSearchPath(String value) {
    names.startPath(Objects.requireNonNull(value));
  }

  /** The client asks for a role in its startup message. */
  public void startupRole(String value) {
    names.startRole(Objects.requireNonNull(value));
  }

  /** The server reports its search_path, as PostgreSQL 18 does: from now on it is always known. */
  public void reportedSearchPath(String value) {
    names.reportedPath(Objects.requireNonNull(value));
  }

  /** Something was sent that may change the search_path of a server that does not report it. */
  public void searchPathMayHaveChanged() {
    names.note(List.of(new NameChange.Unknown(true, true, false)));
  }

  /** What the session has prepared in SQL under a name; null for a name that is free. */
  public @Nullable SqlPrepared prepared(String name) {
    return sqlPrepared.get(name);
  }

  /**
   * Whether one more SQL-level PREPARE can be remembered: at most {@link #MAX_SQL_PREPARED}, of at
   * most {@link #MAX_SQL_PREPARED_CHARACTERS} together.
   */
  public boolean canRemember(String name, String text) {
    boolean known = sqlPrepared.containsKey(name);
    return (known || sqlPrepared.size() < MAX_SQL_PREPARED)
        && sqlPreparedCharacters + text.length() <= MAX_SQL_PREPARED_CHARACTERS;
  }

  /** The server has completed a statement that changes what is prepared. */
  public void completed(PreparedChange change) {
    if (change instanceof PreparedChange.Prepared prepared) {
      remember(prepared.statement());
    } else if (change instanceof PreparedChange.Deallocated deallocated) {
      forget(deallocated.name());
    } else {
      sqlPrepared.clear();
      sqlPreparedCharacters = 0;
    }
  }

  /**
   * Remembers what becomes of a statement under the rules of now; of no effect where it is not
   * prepared any longer.
   */
  public void treatedAnew(SqlPrepared statement) {
    SqlPrepared known = sqlPrepared.get(statement.name());
    if (known != null && known.text().equals(statement.text())) {
      remember(statement.onServer(known.onServer()));
    }
  }

  private void remember(SqlPrepared statement) {
    forget(statement.name());
    sqlPrepared.put(statement.name(), statement);
    sqlPreparedCharacters += statement.text().length();
  }

  private void forget(String name) {
    SqlPrepared known = sqlPrepared.remove(name);
    if (known != null) {
      sqlPreparedCharacters -= known.text().length();
    }
  }
}
