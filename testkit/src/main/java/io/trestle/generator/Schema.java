package io.trestle.generator;

import java.util.ArrayList;
import java.util.List;

/** The tables of the oracle's schema that statements are made over. */
final class Schema {

  /** The column under migration, of {@code orders}; other tables have one of that name too. */
  static final String STATUS = "fulfillment_status";

  private static final List<Column> ORDER =
      List.of(
          new Column("id", Type.INT),
          new Column("customer_id", Type.INT),
          new Column("amount", Type.NUMBER),
          new Column("note", Type.TEXT),
          new Column("created", Type.TIME),
          new Column("code", Type.TEXT));

  private final boolean known;

  /**
   * @param known whether {@code orders} has the column for the session
   */
  Schema(boolean known) {
    this.known = known;
  }

  boolean isKnown() {
    return known;
  }

  List<Column> columns(String table) {
    return switch (table) {
      case "orders" -> known ? with(ORDER, STATUS) : ORDER;
      case "archive" -> with(with(ORDER, STATUS), "extra");
      case "customers" ->
          List.of(
              new Column("id", Type.INT),
              new Column("name", Type.TEXT),
              new Column("city", Type.TEXT),
              new Column("vip", Type.BOOL));
      case "shipments" ->
          List.of(
              new Column("order_id", Type.INT),
              new Column(STATUS, Type.TEXT),
              new Column("carrier", Type.TEXT));
      default -> throw new IllegalArgumentException("no table " + table);
    };
  }

  boolean hasKey(String table) {
    return !table.equals("shipments");
  }

  private static List<Column> with(List<Column> columns, String text) {
    List<Column> more = new ArrayList<>(columns);
    more.add(new Column(text, Type.TEXT));
    return more;
  }
}
