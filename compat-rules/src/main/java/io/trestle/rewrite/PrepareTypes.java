package io.trestle.rewrite;

import io.trestle.engine.Outcome.ParameterType;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of types in an SQL-level PREPARE: declares parameters that leave the text, so that their
 * number and types stay those of the target. {@code unknown} leaves a type to the server to infer.
 */
final class PrepareTypes {

  private static final String INFERRED = "pg_catalog.unknown";

  private PrepareTypes() {}

  /**
   * Adds types to the PREPARE that a text is, without overriding any that it declares.
   *
   * @param types the parameters that must be declared
   */
  static void declare(Analysis analysis, List<ParameterType> types) {
    if (types.isEmpty()) {
      return;
    }
    Tokens tokens = analysis.tokens();
    int open = 2; // PREPARE name (
    boolean listed = tokens.is(open, "(") && tokens.partner(open) > open;
    int declared = listed ? CommaList.at(tokens, open).size() : 0;
    Map<Integer, String> names = names(analysis, types);
    int last = names.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<String> added = new ArrayList<>();
    for (int number = declared + 1; number <= last; number++) {
      added.add(names.getOrDefault(number, INFERRED));
    }
    if (added.isEmpty()) {
      return;
    }
    String list = String.join(", ", added);
    if (listed) {
      analysis.insertAfter(tokens.partner(open) - 1, (declared == 0 ? "" : ", ") + list);
    } else {
      analysis.insertAfter(1, " (" + list + ")");
    }
  }

  private static Map<Integer, String> names(Analysis analysis, List<ParameterType> types) {
    Map<Integer, String> byOid = new HashMap<>();
    for (BuiltInType type : BuiltInType.values()) { // to which a parameter may be cast
      byOid.put(type.oid(), type.sql());
    }
    for (RuledTable table : analysis.rules().tables()) {
      for (ActiveRule rule : table.rules()) {
        byOid.put(rule.resolved().typeOid(), rule.resolved().typeSql());
      }
    }
    Map<Integer, String> names = new HashMap<>();
    for (ParameterType type : types) {
      String name = byOid.get(type.typeOid());
      if (name == null) {
        throw new UntreatableException("a parameter whose type has no name");
      }
      names.put(type.parameter(), name);
    }
    return names;
  }
}
