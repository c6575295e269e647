package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The statement that the server gets in place of a refused one: it fails in analysis, always and
 * without any effect, and so takes the transaction and the messages up to the Sync with it, as any
 * other error does. In a transaction that has failed already the server says 25P02 instead, which
 * the client is to see.
 */
final class Refusal {

  /** SQLSTATE undefined_column: what the server raises for {@link #text}. */
  static final String SQLSTATE = "42703";

  /** SQLSTATE syntax_error: without a position, that Parse takes no second statement. */
  static final String SYNTAX_ERROR = "42601";

  /** Where it stands in for another message than Parse; never prepared, since it fails. */
  static final String STATEMENT_NAME = Statements.OUR_PREFIX + "refused";

  private static final byte[] TEXT =
      "SELECT \"trestle: refused\"".getBytes(StandardCharsets.US_ASCII);

  /** How many characters come before the client's in {@link #text(ByteBuf, int, int)}. */
  static final int SHIFT = TEXT.length + 1;

  private Refusal() {}

  static byte[] text() {
    return TEXT;
  }

  /**
   * The same, with a text behind it that the engine could not read. The server checks the whole for
   * syntax before it runs anything: an error there is the client's own, at a place that lies {@link
   * #SHIFT} characters too far. It never runs the text.
   */
  static byte[] text(ByteBuf buffer, int from, int to) {
    byte[] both = new byte[SHIFT + to - from];
    System.arraycopy(TEXT, 0, both, 0, TEXT.length);
    both[TEXT.length] = ';';
    buffer.getBytes(from, both, SHIFT, to - from);
    return both;
  }
}
