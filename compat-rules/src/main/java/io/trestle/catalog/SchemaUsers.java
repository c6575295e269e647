package io.trestle.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who may use a schema: PostgreSQL passes over those in a search_path that the current role may
 * not.
 *
 * @param restricted by schema, the roles that may use it; one that is not here everybody may
 */
public record SchemaUsers(Map<String, Set<String>> restricted) {

  /** Everybody may use every schema. */
  public static final SchemaUsers ALL = new SchemaUsers(Map.of());

  public SchemaUsers {
    Map<String, Set<String>> copy = new HashMap<>();
    restricted.forEach((schema, roles) -> copy.put(schema, Set.copyOf(roles)));
    restricted = Map.copyOf(copy);
  }

  /** Whether all roles may use a schema. */
  public boolean isOpen(String schema) {
    return !restricted.containsKey(schema);
  }

  /** Whether a role may use a schema. */
  public boolean mayUse(String role, String schema) {
    Set<String> roles = restricted.get(schema);
    return roles == null || roles.contains(role);
  }
}
