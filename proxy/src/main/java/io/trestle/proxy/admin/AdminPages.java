package io.trestle.proxy.admin;

import io.trestle.engine.EngineStatistics;
import io.trestle.engine.EngineStatistics.CatalogState;
import io.trestle.proxy.Operations;
import io.trestle.proxy.statistics.RuleStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown at each path of the admin address. Thread-safe. */
final class AdminPages {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final Operations operations;
  private final Tables tables;

  AdminPages(Operations operations, OperatedRules rules) {
    this.operations = operations;
    this.tables = new Tables(operations, rules);
  }

  /** What is shown. */
  record Page(int status, String type, String body) {}

  /** The page of a path; null where there is none. */
  @Nullable Page at(String path) {
    return switch (path) {
      case "/metrics" -> new Page(200, PROMETHEUS, operations.statistics().scrape());
      case "/livez" -> new Page(200, TEXT, "ok\n");
      case "/readyz" -> ready();
      case "/rules" -> json(tables.rules());
      case "/sessions" -> json(tables.sessions());
      case "/rewrites" -> json(rewrites());
      default -> null;
    };
  }

  private static Page json(Object value) {
    return new Page(200, JSON, JsonText.of(value));
  }

  /**
   * The rules were read before anything could listen; a wrong file leaves those before in force.
   */
  private Page ready() {
    List<String> reasons = new ArrayList<>();
    if (operations.isDraining()) {
      reasons.add("draining");
    } else if (!operations.isListening()) {
      reasons.add("not listening");
    }
    for (EngineStatistics engine : operations.engines()) {
      if (engine.catalog() == CatalogState.UNREADABLE) {
        reasons.add("the catalog of database \"" + engine.database() + "\" cannot be read");
      }
    }
    return reasons.isEmpty()
        ? new Page(200, TEXT, "ok\n")
        : new Page(503, TEXT, "not ready: " + String.join("; ", reasons) + "\n");
  }

  private Map<String, Object> rewrites() {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (RuleStatistics rule : operations.statistics().rules()) {
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("database", rule.database());
      counts.put("rule", rule.rule());
      counts.put("rewritten", rule.rewritten());
      counts.put("held", Map.of("rejected", rule.rejected(), "discarded", rule.discarded()));
      counts.put("healed", rule.healed());
      counts.put("refused", rule.refusedByCause());
      rules.add(counts);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rules", rules);
    all.put("refusals", tables.refusals());
    return all;
  }
}
