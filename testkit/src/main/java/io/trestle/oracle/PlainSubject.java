package io.trestle.oracle;

import java.util.function.Function;

/** A database of the server itself, with nothing in between. */
public final class PlainSubject implements Subject {

  private final Function<Situation, String> database;

  private PlainSubject(Function<Situation, String> database) {
    this.database = database;
  }

  /** A copy of the reference: must show no difference, else the oracle is not sound. */
  public static PlainSubject copyOfReference() {
    return new PlainSubject(Situation::copyOfReference);
  }

  /** The database in its stage, without Trestle: shows what Trestle is needed for. */
  public static PlainSubject withoutTrestle() {
    return new PlainSubject(Situation::database);
  }

  @Override
  public boolean refuses() {
    return false;
  }

  @Override
  public Endpoint open(Situation situation) {
    return new Plain(
        situation.postgres().host(), situation.postgres().port(), database.apply(situation));
  }

  private record Plain(String host, int port, String database) implements Endpoint {
    @Override
    public void close() {
      // nothing was opened
    }
  }
}
