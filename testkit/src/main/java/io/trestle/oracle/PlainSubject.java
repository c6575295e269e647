package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;

/** A database of the server itself, with nothing in between. */
public final class PlainSubject implements Subject {

  private final Chosen database;
  private final List<Stage> stages;
  private final List<? extends Manner> manners;

  private interface Chosen {
    String in(Situation situation) throws SQLException;
  }

  private PlainSubject(Chosen database, List<Stage> stages, List<? extends Manner> manners) {
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
    return new PlainSubject(
        situation -> situation.copyOfReference().name(), stages, List.of(Mode.values()));
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
  public Endpoint open(Situation situation) throws SQLException {
    return endpoint(situation.postgres(), database.in(situation));
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
