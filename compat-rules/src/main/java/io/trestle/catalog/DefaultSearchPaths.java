package io.trestle.catalog;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search_path that a session of a role starts with: ALTER ROLE … IN DATABASE before ALTER ROLE
 * before ALTER DATABASE before the server's configuration.
 *
 * @param otherwise for roles without a setting of their own; null where it is not known
 * @param byRole for the others
 * @param otherRole the roles whose sessions start with the rights of another one, by ALTER ROLE …
 *     SET role
 */
public record DefaultSearchPaths(
    @Nullable String otherwise, Map<String, String> byRole, Set<String> otherRole) {

  /** Stands for all roles. */
  public static final String EVERY_ROLE = "";

  public DefaultSearchPaths {
    byRole = Map.copyOf(byRole);
    otherRole = Set.copyOf(otherRole);
  }

  /** All sessions start with the rights of the role that logs in. */
  public DefaultSearchPaths(@Nullable String otherwise, Map<String, String> byRole) {
    this(otherwise, byRole, Set.of());
  }

  /** Whether a role's sessions start with the rights of another one. */
  public boolean startsAsAnother(String role) {
    return otherRole.contains(role) || otherRole.contains(EVERY_ROLE);
  }

  /** The setting for a role; null where it is not known. */
  public @Nullable String of(String role) {
    String own = byRole.get(role);
    return own != null ? own : otherwise;
  }
}
