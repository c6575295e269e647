package io.trestle.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a client saw from one round of messages up to ReadyForQuery.
 *
 * @param parameterTypes the OIDs of ParameterDescription; null where none came
 * @param descriptions each RowDescription; an empty list for NoData
 * @param results one for each CommandComplete, EmptyQueryResponse, or rows before an error
 * @param failure the ErrorResponse, or null
 * @param notices the SQLSTATEs of NoticeResponses
 * @param status the transaction status of ReadyForQuery: I, T or E
 */
public record Answer(
    @Nullable List<Integer> parameterTypes,
    List<List<Column>> descriptions,
    List<Result> results,
    @Nullable Failure failure,
    List<String> notices,
    char status) {

  /**
   * A column as RowDescription tells it, but for the table it comes from.
   *
   * @param type all that is told of its type: OID and modifier, or what JDBC makes of them
   */
  public record Column(String name, String type) {

    static Column of(String name, int typeOid, int modifier) {
      return new Column(name, "type " + typeOid + " modifier " + modifier);
    }
  }

  /** Rows and command tag. Values are rendered so that NULL and text cannot be confused. */
  public record Result(List<List<String>> rows, String tag) {}

  /** An error. The message is for people only. */
  public record Failure(String sqlState, int position, String message) {

    boolean same(@Nullable Failure other) {
      return other != null && sqlState.equals(other.sqlState) && position == other.position;
    }
  }

  boolean failedWith(String sqlState) {
    return failure != null && failure.sqlState().equals(sqlState);
  }
}
