package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.SessionNames;
import io.trestle.engine.SessionState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The search paths of sessions; those of sessions that have changed nothing are read once for each
 * setting. Bounded; thread-safe.
 */
final class SearchPaths {

  private static final int MAX_SETTINGS = 1_000;

  /** What a search path is made from: {@code $user} stands for the role. */
  private record Setting(@Nullable String value, String user, @Nullable String role) {}

  private final Catalog catalog;
  private final Map<Setting, SearchPath> paths = new ConcurrentHashMap<>();

  SearchPaths(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The one that is in force for a session. */
  SearchPath of(SessionState session) {
    SessionNames names = session.names();
    boolean plain = !names.isFollowed() && names.pathKnown() && names.roleKnown();
    boolean byDefault = plain && names.path() == null;
    if (!plain || (byDefault && !names.beganWith(catalog.searchPaths().of(session.user())))) {
      return SearchPath.of(session, catalog);
    }
    Setting setting = new Setting(names.path(), session.user(), names.role());
    SearchPath known = paths.get(setting);
    if (known != null) {
      return known;
    }
    SearchPath path = SearchPath.of(session, catalog);
    if (paths.size() >= MAX_SETTINGS) {
      paths.clear();
    }
    paths.put(setting, path);
    return path;
  }
}
