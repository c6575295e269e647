package io.trestle.engine;

import java.util.ArrayList;
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

  private final String user;
  private final String database;
  private String applicationName = "";
  private boolean standardConformingStrings = true;
  private @Nullable String searchPath;
  private boolean searchPathKnown = true;
  private boolean searchPathReported;
  private final Map<String, List<String>> sqlPrepared = new HashMap<>();

  /**
   * @param user the role that logged in
   * @param database the database it is connected to
   */
  public SessionState(String user, String database) {
    this.user = Objects.requireNonNull(user);
    this.database = Objects.requireNonNull(database);
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

  /**
   * The value of {@code search_path} that the client gave at its start or that the server reported;
   * null for what role and database have by default. Of no meaning where {@link #searchPathKnown}
   * is false.
   */
  public @Nullable String searchPath() {
    return searchPath;
  }

  /** Whether {@link #searchPath} is in force for certain. */
  public boolean searchPathKnown() {
    return searchPathKnown;
  }

  /** The client asks for a search_path in its startup message. */
  public void startupSearchPath(String value) {
    searchPath = Objects.requireNonNull(value);
  }

  /** The server reports its search_path, as PostgreSQL 18 does: from now on it is always known. */
  public void reportedSearchPath(String value) {
    searchPath = Objects.requireNonNull(value);
    searchPathReported = true;
    searchPathKnown = true;
  }

  /** Something was sent that may change the search_path of a server that does not report it. */
  public void searchPathMayHaveChanged() {
    searchPathKnown = searchPathReported;
  }

  /**
   * Remembers the text that an SQL-level PREPARE gave to a name, so that a later EXECUTE can be
   * judged.
   *
   * @return false when the session has reached {@link #MAX_SQL_PREPARED}
   */
  public boolean rememberPrepared(String name, String statement) {
    List<String> texts = sqlPrepared.get(name);
    if (texts == null) {
      if (sqlPrepared.size() >= MAX_SQL_PREPARED) {
        return false;
      }
      texts = new ArrayList<>(1);
      sqlPrepared.put(name, texts);
    }
    if (!texts.contains(statement)) {
      if (texts.size() >= MAX_SQL_PREPARED) {
        return false;
      }
      texts.add(statement);
    }
    return true;
  }

  /**
   * Every text that was given to this name in this session: empty for a name that was never
   * prepared.
   */
  public List<String> prepared(String name) {
    return List.copyOf(sqlPrepared.getOrDefault(name, List.of()));
  }
}
