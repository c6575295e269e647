package io.trestle.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a statement, when it has succeeded, changes in what unqualified names mean to its session:
 * the search_path, the role that {@code "$user"} in it stands for, and temporary relations.
 */
public sealed interface NameChange {

  /** What a statement may change that is not read. */
  List<NameChange> OF_UNREAD = List.of(new MayHaveDropped(), new EndsTransaction());

  /** Whether it could matter to a session that has never made any other change. */
  default boolean startsAnything() {
    return true;
  }

  /**
   * The search_path is set.
   *
   * @param value as {@code SHOW search_path} gives it; null for the one that the session began with
   * @param local whether only to the end of the transaction
   */
  record Path(@Nullable String value, boolean local) implements NameChange {
    @Override
    public boolean startsAnything() {
      return value != null;
    }
  }

  /**
   * The current role is set.
   *
   * @param name its name; null for that of the session
   * @param local whether only to the end of the transaction
   * @param session whether the session's own role is set with it, as SET SESSION AUTHORIZATION does
   */
  record Role(@Nullable String name, boolean local, boolean session) implements NameChange {
    @Override
    public boolean startsAnything() {
      return name != null;
    }
  }

  /**
   * A temporary relation of that name may be there now.
   *
   * @param certain whether it is there for certain
   * @param untilCommit whether it is gone at the end of the transaction
   */
  record Created(String name, boolean certain, boolean untilCommit) implements NameChange {
    public Created {
      Objects.requireNonNull(name);
    }
  }

  /** No temporary relation has that name now. */
  record Dropped(String name) implements NameChange {
    @Override
    public boolean startsAnything() {
      return false;
    }
  }

  /** If a temporary relation has the first name, it has the second now. */
  record Renamed(String from, String to) implements NameChange {
    @Override
    public boolean startsAnything() {
      return false;
    }
  }

  /** No temporary relation is there now. */
  record DiscardedTemp() implements NameChange {
    @Override
    public boolean startsAnything() {
      return false;
    }
  }

  /** Any temporary relation that was there may be gone. */
  record MayHaveDropped() implements NameChange {
    @Override
    public boolean startsAnything() {
      return false;
    }
  }

  /**
   * A statement that was prepared by SQL or by message is executed in SQL: whatever it does to the
   * search_path or the role.
   */
  record Executed(String name) implements NameChange {
    public Executed {
      Objects.requireNonNull(name);
    }
  }

  /** The transaction may be at its end, and what was set for it or in it may hold no longer. */
  record EndsTransaction() implements NameChange {
    @Override
    public boolean startsAnything() {
      return false;
    }
  }

  /**
   * It cannot be told what is changed.
   *
   * @param path whether the search_path may be
   * @param role whether the current role may be
   * @param temporary whether temporary relations may have been made or dropped, of whatever name
   */
  record Unknown(boolean path, boolean role, boolean temporary) implements NameChange {}

  /** Text of PostgreSQL for a list of schemas: each in double quotes. */
  static String quoted(Iterable<String> schemas) {
    StringBuilder list = new StringBuilder();
    for (String schema : schemas) {
      list.append(list.isEmpty() ? "" : ", ");
      list.append('"').append(schema.replace("\"", "\"\"")).append('"');
    }
    return list.toString();
  }
}
