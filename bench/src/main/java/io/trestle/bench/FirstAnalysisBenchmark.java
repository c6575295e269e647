package io.trestle.bench;

import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a statement costs that is rewritten and was never seen before, in a warm JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FirstAnalysisBenchmark {

  /** One of {@link Samples}, in lower case. */
  @Param({"point", "join", "report", "insert"})
  public String statement = "point";

  private SampleEngine engine;
  private SessionState session;
  private String sql;
  private long number;

  /** Makes sure that the statement is rewritten. */
  @Setup
  public void setUp() {
    engine = new SampleEngine();
    session = SampleEngine.session();
    sql = Samples.valueOf(statement.toUpperCase(Locale.ROOT)).sql();
    engine.rewrite(sql);
  }

  /** Ends the engine's threads. */
  @TearDown
  public void tearDown() {
    engine.close();
  }

  /** Lexer, parser, rewriters, guard, verification, and putting the outcome into the cache. */
  @Benchmark
  public Outcome analyse() {
    // a comment is part of a statement's shape: no other one helps
    return engine.rewriter().rewrite(sql + "/*" + number++ + "*/", session);
  }
}
