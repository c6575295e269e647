package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.engine.SessionNames;
import io.trestle.engine.SessionState;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a session looks for unqualified names (manual 5.10.3, 19.11.1): its temporary relations and
 * pg_catalog first, unless the search_path names them elsewhere.
 *
 * @param schemas those that the role may use, in their order; null where they are not known
 * @param temporary the temporary relations that may be there in front of others of their name, and
 *     whether they are for certain
 * @param anyTemporary whether temporary relations of whatever name may be there
 */
record SearchPath(
    @Nullable List<String> schemas, Map<String, Boolean> temporary, boolean anyTemporary) {

  static final SearchPath UNKNOWN = new SearchPath(null, Map.of(), false);

  /**
   * Stands for a role that is not known, and in a path for {@code "$user"} or a schema that not all
   * may use. No role and no schema can have that name.
   */
  private static final String SOME_ROLE = "\0";

  private static final String TEMPORARY = "pg_temp";

  SearchPath {
    schemas = schemas == null ? null : List.copyOf(schemas);
    temporary = Map.copyOf(temporary);
  }

  /** The one that is in force for a session. */
  static SearchPath of(SessionState session, Catalog catalog) {
    SessionNames names = session.names();
    String setting = names.pathKnown() ? names.path() : null;
    if (names.pathKnown() && setting == null) {
      String byDefault = catalog.searchPaths().of(session.user());
      setting = names.beganWith(byDefault) ? byDefault : null;
    }
    List<String> schemas = usable(setting, role(session, catalog), catalog);
    // Where it begins with pg_temp, whatever is created is temporary.
    boolean any = schemas != null && !schemas.isEmpty() && isTemporary(schemas.get(0));
    Map<String, Boolean> shadowing = new HashMap<>(names.temporary());
    shadowing.keySet().removeIf(name -> catalog.named(name).isEmpty());
    return new SearchPath(schemas, shadowing, any || names.anyTemporary());
  }

  /** The role whose name and rights count; {@link #SOME_ROLE} where it is not known. */
  private static String role(SessionState session, Catalog catalog) {
    SessionNames names = session.names();
    if (!names.roleKnown()) {
      return SOME_ROLE;
    }
    String role = names.role();
    if (role != null) {
      return role;
    }
    boolean another = catalog.searchPaths().startsAsAnother(session.user());
    return another ? SOME_ROLE : session.user();
  }

  /** The schemas of a setting, without those that the role may not use; null where not known. */
  private static @Nullable List<String> usable(
      @Nullable String setting, String role, Catalog catalog) {
    List<String> named = parse(setting, role).schemas();
    if (named == null) {
      return null;
    }
    List<String> usable = new ArrayList<>();
    for (String schema : named) {
      if (catalog.schemaUsers().isOpen(schema)) {
        usable.add(schema);
      } else if (role.equals(SOME_ROLE)) {
        usable.add(SOME_ROLE);
      } else if (catalog.schemaUsers().mayUse(role, schema)) {
        usable.add(schema);
      }
    }
    return usable;
  }

  static SearchPath parse(@Nullable String setting, String role) {
    if (setting == null) {
      return UNKNOWN;
    }
    List<String> schemas = new ArrayList<>();
    try {
      Tokens tokens = Tokens.of(setting, true);
      for (int i = 0; i < tokens.size(); i++) {
        Token token = tokens.get(i);
        if (token.is(",")) {
          continue;
        } else if (!token.isName()) {
          return UNKNOWN;
        }
        schemas.add(token.value().equals("$user") ? role : token.value());
      }
    } catch (LexerException unreadable) {
      return UNKNOWN;
    }
    return new SearchPath(schemas, Map.of(), false);
  }

  /** Whether it is the name of a schema of temporary relations. */
  static boolean isTemporary(String schema) {
    return schema.equals(TEMPORARY) || schema.startsWith("pg_temp_");
  }

  /** In the order in which they are searched. */
  private static List<String> searched(List<String> schemas) {
    List<String> searched = new ArrayList<>(schemas);
    if (!searched.contains("pg_catalog")) {
      searched.add(0, "pg_catalog");
    }
    if (searched.stream().noneMatch(SearchPath::isTemporary)) {
      searched.add(0, TEMPORARY);
    }
    return searched;
  }

  /** What an unqualified name means. */
  Resolution resolve(Catalog catalog, String name) {
    List<Relation> candidates = catalog.named(name);
    boolean shadowed = anyTemporary || temporary.containsKey(name);
    List<String> known = schemas;
    if (!shadowed && candidates.size() == 1) {
      return Resolution.of(candidates.get(0));
    } else if (known == null) {
      return candidates.isEmpty() ? Resolution.NOTHING : Resolution.unclear(shadowed);
    }
    for (String schema : searched(known)) {
      if (isTemporary(schema) && temporary.getOrDefault(name, false)) {
        return Resolution.TEMPORARY;
      } else if (isTemporary(schema) && shadowed && !candidates.isEmpty()) {
        return Resolution.unclear(true);
      } else if (schema.equals(SOME_ROLE) && !candidates.isEmpty()) {
        return Resolution.unclear(false);
      }
      for (Relation candidate : candidates) {
        if (candidate.schema().equals(schema)) {
          return Resolution.of(candidate);
        }
      }
    }
    return Resolution.NOTHING;
  }

  /**
   * @param relation the relation, or null
   * @param temporary whether it is a temporary relation of the session
   * @param ambiguous whether nothing tells which of several it is
   * @param shadowed whether one of those is a temporary relation
   */
  record Resolution(
      @Nullable Relation relation, boolean temporary, boolean ambiguous, boolean shadowed) {

    static final Resolution NOTHING = new Resolution(null, false, false, false);
    static final Resolution TEMPORARY = new Resolution(null, true, false, false);

    static Resolution of(Relation relation) {
      return new Resolution(relation, false, false, false);
    }

    static Resolution unclear(boolean shadowed) {
      return new Resolution(null, false, true, shadowed);
    }

    /** Why it is ambiguous, as a noun phrase. */
    String why(String name) {
      return (shadowed
              ? "an unqualified name that a temporary relation of the session may have: \""
              : "an unqualified name that several schemas have: \"")
          + name
          + '"';
    }
  }
}
