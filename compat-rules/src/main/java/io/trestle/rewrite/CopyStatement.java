package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a COPY, found by its tokens (manual, COPY).
 *
 * @param binary the word BINARY before the table, or -1
 * @param table the table's name; null where a query is copied
 * @param query the parenthesis that opens the query; -1 where a table is copied
 * @param columns the column list, or null
 * @param from whether data goes into the table
 * @param client whether the data goes over the connection: STDIN or STDOUT
 * @param delimiters the first token of the oldest form of a delimiter, or -1
 * @param delimitersEnd its last token, the string
 * @param options the options
 * @param where the word WHERE, or -1
 * @param end the token behind the statement
 */
record CopyStatement(
    int binary,
    @Nullable NamePath table,
    int query,
    @Nullable CommaList columns,
    boolean from,
    boolean client,
    int delimiters,
    int delimitersEnd,
    CopyOptions options,
    int where,
    int end) {

  /**
   * Reads the statement in the tokens {@code [start, end)}, the first of which is COPY.
   *
   * @throws UntreatableException where it cannot be read for certain
   */
  static CopyStatement at(Tokens tokens, int start, int end, boolean standardConformingStrings) {
    int at = start + 1;
    int binary = -1;
    NamePath table = null;
    int query = -1;
    CommaList columns = null;
    if (tokens.is(at, "(")) {
      query = at;
      at = behindBracket(tokens, at);
    } else {
      boolean twoNames = at + 1 < end && tokens.get(at + 1).isName();
      if (tokens.isWord(at, "binary") && twoNames && !tokens.isAnyWord(at + 1, "from", "to")) {
        binary = at++;
      }
      if (at >= end || !tokens.get(at).isName()) {
        throw CopyOptions.unreadable(start);
      }
      table = NamePath.at(tokens, at);
      at = table.last() + 1;
      if (tokens.is(at, "(")) {
        columns = CommaList.at(tokens, at);
        at = behindBracket(tokens, at);
      }
    }
    boolean from = tokens.isWord(at, "from");
    if (at >= end || (!from && !tokens.isWord(at, "to")) || (from && table == null)) {
      throw CopyOptions.unreadable(start);
    }
    at++;
    boolean client = tokens.isAnyWord(at, "stdin", "stdout");
    boolean program = tokens.isWord(at, "program");
    at += program ? 1 : 0;
    if (at >= end || (!client && tokens.get(at).kind() != Token.Kind.STRING)) {
      throw CopyOptions.unreadable(start);
    }
    at++;
    int delimiters = -1;
    int delimitersEnd = -1;
    if (tokens.isAnyWord(at, "using", "delimiters")) {
      delimiters = at;
      delimitersEnd = tokens.isWord(at, "using") ? at + 2 : at + 1;
      if (delimitersEnd >= end || tokens.get(delimitersEnd).kind() != Token.Kind.STRING) {
        throw CopyOptions.unreadable(start);
      }
      at = delimitersEnd + 1;
    }
    CopyOptions options = CopyOptions.at(tokens, at, end, standardConformingStrings);
    int where =
        tokens.isWord(options.behind(), "where") && options.behind() < end ? options.behind() : -1;
    if (where < 0 && options.behind() < end) {
      throw CopyOptions.unreadable(options.behind());
    }
    return new CopyStatement(
        binary,
        table,
        query,
        columns,
        from,
        client,
        delimiters,
        delimitersEnd,
        options,
        where,
        end);
  }

  private static int behindBracket(Tokens tokens, int open) {
    if (tokens.partner(open) < 0) {
      throw CopyOptions.unreadable(open);
    }
    return tokens.partner(open) + 1;
  }

  /** Whether the server will ask the client for data. */
  boolean readsClient() {
    return from && client;
  }
}
