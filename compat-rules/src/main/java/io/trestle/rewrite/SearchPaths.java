package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.engine.SessionState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The search paths of sessions, each setting read once. Bounded; thread-safe. */
final class SearchPaths {

  private static final int MAX_SETTINGS = 1_000;

  /** What a search path is made from: {@code $user} stands for the role. */
  private record Setting(@Nullable String value, String user) {}

  private final Catalog catalog;
  private final Map<Setting, SearchPath> paths = new ConcurrentHashMap<>();

  SearchPaths(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The one that is in force for a session. */
  SearchPath of(SessionState session) {
    if (!session.searchPathKnown()) {
      return SearchPath.UNKNOWN;
    }
    Setting setting = new Setting(session.searchPath(), session.user());
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
