package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.Relation;
import io.trestle.engine.SessionState;
import io.trestle.sql.LexerException;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schemas in which a session looks for unqualified names (manual 5.10.3): pg_catalog first,
 * unless named. Temporary tables, which come before all others, are none of the catalog's; creating
 * one of the table's name is refused.
 *
 * @param schemas in their order; null where they are not known
 */
record SearchPath(@Nullable List<String> schemas) {

  static final SearchPath UNKNOWN = new SearchPath(null);

  /**
   * Whether one statement of a text may change it for the next: any that has the words, since SET,
   * SET SCHEMA, set_config and functions can.
   */
  static boolean mayChangeIn(Tokens tokens) {
    if (tokens.statements().size() < 2) {
      return false;
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).mayChangeSearchPath()) {
        return true;
      }
    }
    return false;
  }

  /** The one that is in force for a session. */
  static SearchPath of(SessionState session, Catalog catalog) {
    if (!session.searchPathKnown()) {
      return UNKNOWN;
    }
    String setting =
        session.searchPath() == null
            ? catalog.searchPaths().of(session.user())
            : session.searchPath();
    return parse(setting, session.user());
  }

  static SearchPath parse(@Nullable String setting, String user) {
    if (setting == null) {
      return UNKNOWN;
    }
    List<String> schemas = new ArrayList<>();
    try {
      Tokens tokens = Tokens.of(setting, true);
      for (int i = 0; i < tokens.size(); i++) {
        Token token = tokens.get(i);
        if (!token.is(",")) {
          schemas.add(token.value().equals("$user") ? user : token.value());
        }
      }
    } catch (LexerException unreadable) {
      return UNKNOWN;
    }
    if (!schemas.contains("pg_catalog")) {
      schemas.add(0, "pg_catalog");
    }
    return new SearchPath(schemas);
  }

  /** What an unqualified name means. */
  Resolution resolve(Catalog catalog, String name) {
    List<Relation> candidates = catalog.named(name);
    if (candidates.size() == 1) {
      return new Resolution(candidates.get(0), false);
    }
    if (schemas == null) {
      return new Resolution(null, !candidates.isEmpty());
    }
    for (String schema : schemas) {
      for (Relation candidate : candidates) {
        if (candidate.schema().equals(schema)) {
          return new Resolution(candidate, false);
        }
      }
    }
    return new Resolution(null, false);
  }

  /**
   * @param relation the relation, or null
   * @param ambiguous whether there are several and nothing tells which
   */
  record Resolution(@Nullable Relation relation, boolean ambiguous) {}
}
