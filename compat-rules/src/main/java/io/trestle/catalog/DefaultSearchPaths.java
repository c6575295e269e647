package io.trestle.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The search_path that a session of a role starts with: ALTER ROLE … IN DATABASE before ALTER ROLE
 * before ALTER DATABASE before the server's configuration.
 *
 * @param otherwise for roles without a setting of their own; null where it is not known
 * @param byRole for the others
 */
public record DefaultSearchPaths(@Nullable String otherwise, Map<String, String> byRole) {

  public DefaultSearchPaths {
    byRole = Map.copyOf(byRole);
  }

  /** The setting for a role; null where it is not known. */
  public @Nullable String of(String role) {
    String own = byRole.get(role);
    return own != null ? own : otherwise;
  }
}
