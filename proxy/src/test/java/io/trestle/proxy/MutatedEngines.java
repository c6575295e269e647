package io.trestle.proxy;

import io.trestle.engine.Engine;
import io.trestle.engine.Engines;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Engines in which a {@link Mutation} has broken something. */
final class MutatedEngines implements Engines {

  private final Engines engines;
  private final Mutation mutation;
  private final Map<Rewriter, Rewriter> mutated = new ConcurrentHashMap<>();

  MutatedEngines(Engines engines, Mutation mutation) {
    this.engines = engines;
    this.mutation = mutation;
  }

  @Override
  public Engine forDatabase(String database) {
    Engine engine = engines.forDatabase(database);
    return () -> mutated.computeIfAbsent(engine.current(), Mutated::new);
  }

  @Override
  public void close() {
    engines.close();
  }

  private final class Mutated implements Rewriter {
    private final Rewriter rewriter;

    Mutated(Rewriter rewriter) {
      this.rewriter = rewriter;
    }

    @Override
    public long epoch() {
      return rewriter.epoch();
    }

    @Override
    public boolean mentions(ByteBuffer buffer, int from, int to) {
      return rewriter.mentions(buffer, from, to);
    }

    @Override
    public @Nullable Outcome cached(String sql, SessionState session) {
      Outcome outcome = rewriter.cached(sql, mutation.session(session));
      return outcome == null ? null : mutation.outcome(sql, outcome);
    }

    @Override
    public Outcome rewrite(String sql, SessionState session) {
      return mutation.outcome(sql, rewriter.rewrite(sql, mutation.session(session)));
    }

    @Override
    public long stamp(SessionState session) {
      return mutation.stamp(rewriter.stamp(session));
    }
  }
}
