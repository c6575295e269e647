package io.trestle.oracle;

import java.util.List;
import java.util.function.Function;

/** A database of the server itself, with nothing in between. */
public final class PlainSubject implements Subject {

  private final Function<Situation, String> database;
  private final List<Stage> stages;

  private PlainSubject(Function<Situation, String> database, List<Stage> stages) {
    this.database = database;
    this.stages = stages;
  }

  /**
   * A copy of the reference: must show no difference, else the oracle is not sound. Looked at in
   * one stage for each content of the reference.
   */
  public static PlainSubject copyOfReference() {
    List<Stage> stages = List.of(Stage.ALL.get(0), Stage.ALL.get(Stage.ALL.size() - 1));
    return new PlainSubject(Situation::copyOfReference, stages);
  }

  /** The database in its stage, without Trestle: shows what Trestle is needed for. */
  public static PlainSubject withoutTrestle() {
    return new PlainSubject(Situation::database, Stage.ALL);
  }

  @Override
  public List<Stage> stages() {
    return stages;
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
