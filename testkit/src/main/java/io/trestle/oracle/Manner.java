package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import org.jspecify.annotations.Nullable;

/**
 * How a client asks: by the messages of the protocol, or over JDBC. The reference is always asked
 * in the manner in which the subject is.
 */
public sealed interface Manner permits Mode, JdbcMode {

  /** The name as it stands in reports. */
  String label();

  /** How often a case is run, one run after the other on the same session. */
  int runs();

  /** Whether the case is meant for it. */
  boolean takes(OracleCase oracleCase);

  /** Why a case that is meant for it cannot be sent all the same; null where it can. */
  @Nullable String hindrance(OracleCase oracleCase);

  /**
   * Whether what a case states of a statement holds to the letter here; elsewhere the statement is
   * another one (and may not be refused), or the reference may answer otherwise than is stated.
   */
  boolean isLiteral(CaseStatement statement);

  /** The transaction status after that statement of a transaction failed. */
  char statusAfterFailure(CaseStatement statement);

  /** The text of a statement as it is sent. */
  String text(CaseStatement statement);

  /** A client that asks in this manner. */
  Client client(Subject.Endpoint endpoint, Audience audience);
}
