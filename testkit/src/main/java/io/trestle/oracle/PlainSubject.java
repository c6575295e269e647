package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.function.Function;

/** A database of the server itself, with nothing in between. */
public final class PlainSubject implements Subject {

  private final Function<Situation, String> database;
  private final List<Stage> stages;
  private final List<? extends Manner> manners;

  private PlainSubject(
      Function<Situation, String> database, List<Stage> stages, List<? extends Manner> manners) {
    this.database = database;
    this.stages = stages;
    this.manners = List.copyOf(manners);
  }

  /**
   * A copy of the reference: must show no difference, else the oracle is not sound. Looked at in
   * one stage for each content of the reference.
   */
  public static PlainSubject copyOfReference() {
    List<Stage> stages = List.of(Stage.ALL.get(0), Stage.ALL.get(Stage.ALL.size() - 1));
    return new PlainSubject(Situation::copyOfReference, stages, List.of(Mode.values()));
  }

  /** The database in its stage, without Trestle: shows what Trestle is needed for. */
  public static PlainSubject withoutTrestle() {
    return new PlainSubject(Situation::database, Stage.ALL, List.of(Mode.values()));
  }

  /** The same, asked in other manners. */
  public PlainSubject asked(List<? extends Manner> others) {
    return new PlainSubject(database, stages, others);
  }

  @Override
  public List<Stage> stages() {
    return stages;
  }

  @Override
  public List<? extends Manner> manners() {
    return manners;
  }

  @Override
  public boolean refuses() {
    return false;
  }

  @Override
  public Endpoint open(Situation situation) {
    return endpoint(situation.postgres(), database.apply(situation));
  }

  /** A database of a server. */
  static Endpoint endpoint(TestPostgres postgres, String database) {
    return new Plain(postgres.host(), postgres.port(), database);
  }

  private record Plain(String host, int port, String database) implements Endpoint {
    @Override
    public void close() {
      // nothing was opened
    }
  }
}
