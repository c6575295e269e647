package io.trestle.rewrite;

import io.trestle.catalog.Relation;

/** What INSERT and UPDATE have in common. */
final class Writes {

  private Writes() {}

  /** The error for a column that the session's database does not have. */
  static TargetErrorException unknownColumn(Analysis analysis, int token) {
    return new TargetErrorException(
        "42703",
        "column \"%s\" of relation \"%s\" does not exist"
            .formatted(analysis.rule().column(), analysis.rule().table().name()),
        token);
  }

  /** A column of the table that can be set to itself. */
  static String ordinaryColumn(Analysis analysis) {
    return analysis.rule().table().columns().stream()
        .filter(column -> !column.generated() && !column.name().equals(analysis.rule().column()))
        .map(Relation.Column::name)
        .findFirst()
        .orElseThrow(() -> new UntreatableException("a table without another ordinary column"));
  }
}
