package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a statement is sent by the messages of the protocol. */
public enum Mode implements Manner {
  /** The simple protocol; parameters are written into the text as literals. */
  SIMPLE,
  /** The extended protocol in one pipeline: unnamed statement, described, text results. */
  EXTENDED,
  /**
   * The extended protocol with a named statement that is executed in two runs: the first with text,
   * the second with binary parameters and results.
   */
  PREPARED;

  @Override
  public int runs() {
    return this == PREPARED ? 2 : 1;
  }

  /** The name as it stands in case files and reports. */
  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean takes(OracleCase oracleCase) {
    return oracleCase.modes().contains(this);
  }

  @Override
  public @Nullable String hindrance(OracleCase oracleCase) {
    return null;
  }

  @Override
  public boolean isLiteral(CaseStatement statement) {
    return true;
  }

  @Override
  public char statusAfterFailure(CaseStatement statement) {
    return 'E';
  }

  @Override
  public String text(CaseStatement statement) {
    return this == SIMPLE ? statement.inlined() : statement.sql();
  }

  @Override
  public Client client(Subject.Endpoint endpoint, Audience audience) {
    return new WireClient(endpoint.host(), endpoint.port(), endpoint.database(), audience, this);
  }
}
