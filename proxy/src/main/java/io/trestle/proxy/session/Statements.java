package io.trestle.proxy.session;

import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session's prepared statements by the client's names, the unnamed one under the empty name. It
 * runs ahead of the server: a Parse counts as soon as it is sent, and is undone when it fails.
 * Bounded in number and in bytes.
 */
final class Statements {

  /** How names of ours at the server begin. */
  static final String OUR_PREFIX = "trestle_";

  /** The statement and the portal by which we run what must go before a client's. */
  static final String PRELUDE = OUR_PREFIX + "prelude";

  private final Map<String, Statement> byName = new HashMap<>();
  private final Limits limits;
  private long bytes;
  private long lastNumber;

  Statements(Limits limits) {
    this.limits = limits;
  }

  @Nullable Statement get(String name) {
    return byName.get(name);
  }

  /** Puts a statement in the place of the one before, which is returned. */
  @Nullable Statement put(Statement statement) {
    return set(statement.name(), statement);
  }

  @Nullable Statement remove(String name) {
    return set(name, null);
  }

  /** Puts back what was there, or nothing. */
  @Nullable Statement set(String name, @Nullable Statement statement) {
    Statement previous = statement == null ? byName.remove(name) : byName.put(name, statement);
    bytes +=
        (statement == null ? 0 : statement.weight()) - (previous == null ? 0 : previous.weight());
    return previous;
  }

  /**
   * Counts the shape of a statement, once; returns false where there is no room for it.
   *
   * @param bytes what it will take
   */
  boolean shaped(String name, Shape shape, int bytes) {
    if (this.bytes + bytes > limits.maxPreparedBytes()) {
      return false;
    }
    Statement statement = byName.get(name);
    if (statement != null && statement.described() == shape) {
      this.bytes += bytes; // else it is counted when the statement is put back
    }
    return true;
  }

  /** What the session's settings make of a text has changed: what is parsed now stays as it is. */
  void pin() {
    byName.replaceAll((name, statement) -> statement.pinned());
  }

  /** Forgets all but some, when the server has dropped them all. */
  void retain(Set<String> names) {
    for (String name : Set.copyOf(byName.keySet())) {
      if (!names.contains(name)) {
        remove(name);
      }
    }
  }

  /** Whether a text of so many bytes is kept, to be treated again when rules change. */
  boolean keepsText(int textBytes) {
    return textBytes <= limits.maxStatementBytes();
  }

  /** Why a further statement cannot be taken, or null when it can. */
  @Nullable SqlError objection(String name, int textBytes) {
    if (name.isEmpty()) {
      return null; // there is but one, and its text is bounded
    }
    if (!byName.containsKey(name) && byName.size() >= limits.maxPreparedStatements()) {
      return tooMany(
          "more than " + limits.maxPreparedStatements() + " prepared statements in one session");
    }
    if (bytes + (keepsText(textBytes) ? textBytes : 0) > limits.maxPreparedBytes()) {
      return tooMany(
          "prepared statements of one session of more than "
              + limits.maxPreparedBytes()
              + " bytes");
    }
    return null;
  }

  private static SqlError tooMany(String what) {
    return new SqlError(
        "54000", "trestle: " + what, "Close prepared statements that are no longer used.", 0);
  }

  /** The name at the server for a statement that the client parses under a name of its own. */
  String serverNameFor(String name) {
    Statement known = byName.get(name);
    if (known != null) {
      return known.serverName();
    }
    return name.startsWith(OUR_PREFIX) ? freshName() : name;
  }

  /** A name at the server that was never used in this session. */
  String freshName() {
    return OUR_PREFIX + ++lastNumber;
  }
}
