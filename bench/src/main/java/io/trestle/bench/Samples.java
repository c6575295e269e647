package io.trestle.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that are measured. All but the misses concern the rule of {@link SampleEngine}.
 */
enum Samples {
  /** What an application sends most. */
  POINT("SELECT id, total, fulfillment_status FROM orders WHERE id = $1"),

  /** A page of a back office. */
  JOIN(
      """
      SELECT o.id, o.placed_at, o.total, c.name, c.country, p.title, i.quantity, i.price
        FROM orders o
        JOIN customers c ON c.id = o.customer_id
        JOIN items i ON i.order_id = o.id
        LEFT JOIN products p ON p.id = i.product_id
       WHERE o.fulfillment_status = $1
         AND o.placed_at >= $2
         AND c.country IN ('DE', 'FR', 'IT')
       ORDER BY o.placed_at DESC, o.id
       LIMIT 50
      """),

  /** A long report: a chain of {@code WITH} queries. */
  REPORT(report()),

  /** A bulk INSERT. */
  INSERT(insert());

  private static final int REPORT_PARTS = 18;
  private static final int ROWS = 1_000;

  private final String sql;

  Samples(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }

  /** A statement of so many bytes that mentions nothing under a rule. */
  static String miss(int bytes) {
    String start = "SELECT abalance FROM pgbench_accounts WHERE aid = 12345";
    StringBuilder sql = new StringBuilder(start);
    for (int i = 0; sql.length() < bytes; i++) {
      sql.append(" AND filler").append(i).append(" <> 'order of u").append(i).append('\'');
    }
    sql.setLength(Math.max(bytes, start.length()));
    return sql.toString();
  }

  private static String report() {
    String parts =
        IntStream.range(0, REPORT_PARTS)
            .mapToObj(
                part ->
                    """
                    part%1$d AS (
                      SELECT o.region,
                             o.fulfillment_status AS status,
                             count(*) AS orders,
                             sum(i.quantity * i.price) AS revenue,
                             avg(o.total) AS mean
                        FROM orders o
                        JOIN items i ON i.order_id = o.id
                        LEFT JOIN customers c ON c.id = o.customer_id
                       WHERE o.placed_at >= DATE '2026-01-01' + %1$d * 7
                         AND (c.country = 'DE' OR o.total > %1$d00.50)
                       GROUP BY o.region, o.fulfillment_status)"""
                        .formatted(part))
            .collect(Collectors.joining(",\n"));
    String rows =
        IntStream.range(0, REPORT_PARTS)
            .mapToObj(part -> "SELECT region, status, orders, revenue, mean FROM part" + part)
            .collect(Collectors.joining("\nUNION ALL\n"));
    return "WITH " + parts + "\n" + rows + "\nORDER BY 1, 2";
  }

  private static String insert() {
    return IntStream.range(0, ROWS)
        .mapToObj(row -> "(%1$d, %1$d, %1$d.25, 'region %1$d', 'pending')".formatted(row))
        .collect(
            Collectors.joining(
                ",\n",
                "INSERT INTO orders (id, customer_id, total, region, fulfillment_status) VALUES\n",
                ""));
  }
}
