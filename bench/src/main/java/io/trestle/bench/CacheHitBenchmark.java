package io.trestle.bench;

import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a statement costs that is rewritten and was seen before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheHitBenchmark {

  /** One of {@link Samples}, in lower case. */
  @Param({"point", "join", "report"})
  public String statement = "point";

  private SampleEngine engine;
  private SessionState session;
  private ByteBuffer bytes;
  private int number;

  /** Has the statement treated once. */
  @Setup
  public void setUp() {
    engine = new SampleEngine();
    session = SampleEngine.session();
    String sql = Samples.valueOf(statement.toUpperCase(Locale.ROOT)).sql();
    engine.rewrite(sql);
    engine.rewrite(
        "SELECT id, total, fulfillment_status FROM orders WHERE id = 0 AND region = 'r'");
    bytes = ByteBuffer.wrap(sql.getBytes(StandardCharsets.UTF_8));
    Objects.requireNonNull(lookUp(), "the cache does not hold the statement");
  }

  /** Ends the engine's threads. */
  @TearDown
  public void tearDown() {
    engine.close();
  }

  /** The look-up alone, of a text that was just decoded. */
  @Benchmark
  public @Nullable Outcome lookUp() {
    String sql = new String(bytes.array(), StandardCharsets.UTF_8);
    return engine.rewriter().cached(sql, session);
  }

  /**
   * The look-up of a short statement whose literals are new, in place of {@link #statement}: by its
   * shape.
   */
  @Benchmark
  public @Nullable Outcome otherLiterals() {
    number = (number + 1) & 0xffffff;
    String sql =
        "SELECT id, total, fulfillment_status FROM orders WHERE id = "
            + number
            + " AND region = 'r'";
    return engine.rewriter().cached(sql, session);
  }

  /**
   * Everything the engine adds to such a statement: scan, text, look-up, and the bytes of the new
   * text.
   */
  @Benchmark
  public byte[] whole() {
    boolean mentioned = engine.rewriter().mentions(bytes, 0, bytes.limit());
    Outcome outcome = mentioned ? lookUp() : null;
    return outcome instanceof Outcome.Rewritten rewritten
        ? rewritten.sql().getBytes(StandardCharsets.UTF_8)
        : bytes.array();
  }
}
