package io.trestle.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** What every statement costs that no rule concerns: one look at its bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScanBenchmark {

  /** How long the statement is. */
  @Param({"60", "600"})
  public int bytes;

  /** Where its bytes lie: {@code heap} or {@code direct}. */
  @Param({"heap", "direct"})
  public String memory = "heap";

  private SampleEngine engine;
  private ByteBuffer buffer;

  /** Lays the statement out, a few bytes into its buffer as in a message. */
  @Setup
  public void setUp() {
    engine = new SampleEngine();
    byte[] sql = Samples.miss(bytes).getBytes(StandardCharsets.UTF_8);
    int size = sql.length + 8;
    buffer = memory.equals("heap") ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    buffer.put(5, sql);
    if (miss()) {
      throw new IllegalStateException("the statement mentions a table under a rule");
    }
  }

  /** Ends the engine's threads. */
  @TearDown
  public void tearDown() {
    engine.close();
  }

  /** Scans a statement to its end. */
  @Benchmark
  public boolean miss() {
    return engine.rewriter().mentions(buffer, 5, 5 + bytes);
  }
}
