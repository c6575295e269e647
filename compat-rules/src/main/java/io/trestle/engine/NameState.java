package io.trestle.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What unqualified names mean to a session, as far as it is known. Immutable.
 *
 * @param path the search_path for the session
 * @param localPath the one set for the transaction, which goes before it; null for none
 * @param role the current role, its name null for the session's own
 * @param localRole the one set for the transaction; null for none
 * @param sessionRole the session's own role, its name null for the one that logged in
 * @param temporary temporary relations that may be there, and whether they are for certain
 * @param untilCommit those of them that are gone at the end of the transaction
 * @param anyTemporary whether temporary relations of whatever name may be there
 */
record NameState(
    Setting path,
    @Nullable Setting localPath,
    Setting role,
    @Nullable Setting localRole,
    Setting sessionRole,
    Map<String, Boolean> temporary,
    Set<String> untilCommit,
    boolean anyTemporary) {

  /**
   * A setting.
   *
   * @param value null for the default
   * @param known whether that is its value for certain
   */
  record Setting(@Nullable String value, boolean known) {
    static final Setting DEFAULT = new Setting(null, true);
    static final Setting UNKNOWN = new Setting(null, false);

    static Setting of(@Nullable String value) {
      return value == null ? DEFAULT : new Setting(value, true);
    }
  }

  static final NameState INITIAL =
      new NameState(
          Setting.DEFAULT, null, Setting.DEFAULT, null, Setting.DEFAULT, Map.of(), Set.of(), false);

  NameState {
    temporary = Map.copyOf(temporary);
    untilCommit = Set.copyOf(untilCommit);
  }

  Setting effectivePath() {
    return localPath != null ? localPath : path;
  }

  /** The role that {@code "$user"} stands for, its name null for the one that logged in. */
  Setting effectiveRole() {
    Setting current = localRole != null ? localRole : role;
    return current.known() && current.value() == null ? sessionRole : current;
  }

  NameState withPath(Setting newPath) {
    boolean any = anyTemporary || createsTemporary(newPath);
    return new NameState(newPath, null, role, localRole, sessionRole, temporary, untilCommit, any);
  }

  /** Whether whatever is created under a search_path is temporary: it begins with pg_temp. */
  private static boolean createsTemporary(Setting path) {
    String value = path.value() == null ? "" : path.value().strip();
    return value.startsWith("pg_temp") || value.startsWith("\"pg_temp");
  }

  private NameState withTemporary(Map<String, Boolean> names, Set<String> until, boolean any) {
    return new NameState(path, localPath, role, localRole, sessionRole, names, until, any);
  }

  /** After a statement has succeeded. */
  NameState after(NameChange change) {
    if (change instanceof NameChange.Path set) {
      NameState after = withPath(Setting.of(set.value()));
      return set.local()
          ? new NameState(
              path,
              after.path,
              role,
              localRole,
              sessionRole,
              temporary,
              untilCommit,
              after.anyTemporary)
          : after;
    } else if (change instanceof NameChange.Role set) {
      return after(set);
    } else if (change instanceof NameChange.Unknown unknown) {
      return after(unknown);
    } else if (change instanceof NameChange.Executed) {
      return after(new NameChange.Unknown(true, true, false));
    } else if (change instanceof NameChange.DiscardedTemp) {
      return withTemporary(Map.of(), Set.of(), false);
    } else if (change instanceof NameChange.EndsTransaction) {
      return this; // how it ends is told by the answer
    }
    return temporaryAfter(change);
  }

  private NameState after(NameChange.Role set) {
    Setting name = Setting.of(set.name());
    // SET LOCAL SESSION AUTHORIZATION brings both back at the end, which is not followed up.
    Setting own = set.session() ? (set.local() ? Setting.UNKNOWN : name) : sessionRole;
    Setting current = set.session() ? Setting.DEFAULT : name;
    boolean local = set.local() && !set.session();
    return new NameState(
        path,
        localPath,
        local ? role : current,
        local ? current : null,
        own,
        temporary,
        untilCommit,
        anyTemporary);
  }

  private NameState after(NameChange.Unknown unknown) {
    boolean any = anyTemporary || unknown.temporary();
    Map<String, Boolean> names = new HashMap<>(temporary);
    if (unknown.temporary()) {
      names.replaceAll((name, certain) -> false);
    }
    return new NameState(
        unknown.path() ? Setting.UNKNOWN : path,
        unknown.path() ? null : localPath,
        unknown.role() ? Setting.UNKNOWN : role,
        unknown.role() ? null : localRole,
        sessionRole,
        names,
        untilCommit,
        any);
  }

  private NameState temporaryAfter(NameChange change) {
    Map<String, Boolean> names = new HashMap<>(temporary);
    Set<String> until = new HashSet<>(untilCommit);
    boolean any = anyTemporary;
    if (change instanceof NameChange.Created created) {
      // IF NOT EXISTS leaves one alone that may be there for a longer or shorter time.
      boolean doubtful = any || names.containsKey(created.name());
      boolean other = until.remove(created.name()) || (created.untilCommit() && doubtful);
      names.merge(created.name(), created.certain(), Boolean::logicalOr);
      if (other) {
        names.put(created.name(), false);
      } else if (created.untilCommit()) {
        until.add(created.name());
      }
    } else if (change instanceof NameChange.Dropped dropped) {
      names.remove(dropped.name());
      until.remove(dropped.name());
    } else if (change instanceof NameChange.Renamed renamed) {
      Boolean certain = names.remove(renamed.from());
      boolean perhaps = certain == null && anyTemporary;
      if (certain != null || perhaps) {
        names.merge(renamed.to(), Boolean.TRUE.equals(certain), Boolean::logicalOr);
      }
      if (until.remove(renamed.from())) {
        until.add(renamed.to());
      }
    } else {
      names.replaceAll((name, certain) -> false);
    }
    return withTemporary(names, until, any);
  }

  /** At the end of a transaction that was committed. */
  NameState committed() {
    Map<String, Boolean> names = new HashMap<>(temporary);
    untilCommit.forEach(names::remove);
    return new NameState(path, null, role, null, sessionRole, names, Set.of(), anyTemporary);
  }

  /** What is certain where it may be either this or another state. */
  NameState or(NameState other) {
    Map<String, Boolean> names = new HashMap<>();
    for (String name : temporary.keySet()) {
      names.put(name, temporary.get(name) && other.isCertain(name));
    }
    for (String name : other.temporary.keySet()) {
      names.merge(name, other.temporary.get(name) && isCertain(name), Boolean::logicalAnd);
    }
    Set<String> until = new HashSet<>(untilCommit);
    until.retainAll(other.untilCommit);
    boolean samePath = effectivePath().equals(other.effectivePath());
    boolean sameRole = effectiveRole().equals(other.effectiveRole());
    return new NameState(
        Objects.equals(path, other.path) && samePath ? path : Setting.UNKNOWN,
        samePath && Objects.equals(localPath, other.localPath) ? localPath : null,
        Objects.equals(role, other.role) && sameRole ? role : Setting.UNKNOWN,
        sameRole && Objects.equals(localRole, other.localRole) ? localRole : null,
        sessionRole.equals(other.sessionRole) ? sessionRole : Setting.UNKNOWN,
        names,
        until,
        anyTemporary || other.anyTemporary);
  }

  private boolean isCertain(String name) {
    return temporary.getOrDefault(name, false);
  }
}
