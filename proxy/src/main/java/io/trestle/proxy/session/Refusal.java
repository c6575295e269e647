package io.trestle.proxy.session;

import java.nio.charset.StandardCharsets;

/**
 * The statement that the server gets in place of a refused one: it fails in analysis, always and without any effect, and
 * so takes the transaction and the messages up to the Sync with it, as any other error does. In a transaction that has
 * failed already the server says 25P02 instead, which the client is to see.
 */
final class Refusal {

  /** SQLSTATE undefined_column: what the server raises for {@link #text}. */
  static final String SQLSTATE = "42703";

  /** Where it stands in for another message than Parse; never prepared, since it fails. */
  static final String STATEMENT_NAME = Statements.OUR_PREFIX + "refused";

  private static final byte[] TEXT = "SELECT \"trestle: refused\"".getBytes(StandardCharsets.US_ASCII);

  private Refusal() {}

  static byte[] text() {
    return TEXT;
  }
}
