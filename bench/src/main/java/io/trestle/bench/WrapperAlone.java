package io.trestle.bench;

import io.trestle.bench.standin.StandInConnection;
import io.trestle.driver.wrap.Events;
import io.trestle.driver.wrap.Wrapping;
import io.trestle.engine.Analyst;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The driver's wrappers over statements that answer at once: what is more than without them is
 * theirs. Run by {@link WrapperBenchmarks}, which takes both in turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WrapperAlone {

  static final String RAW = "raw";
  static final String WRAPPED = "wrapped";

  private static final int ROWS = 1_000;
  private static final String UNCONCERNED = "SELECT name FROM customers WHERE id = 4711";
  private static final String READ = "SELECT id, total, fulfillment_status FROM orders WHERE id = ";
  private static final String READ_TEXT = READ + 4711;
  private static final String WRITE = "INSERT INTO orders (id, fulfillment_status) VALUES (?, ?)";

  private static final String[] NEW_TEXTS =
      IntStream.range(0, 4_096)
          .mapToObj(each -> "SELECT name FROM customers WHERE id = " + (10_000 + each))
          .toArray(String[]::new);

  /** Through what: {@code raw} or {@code wrapped}. */
  @Param({RAW, WRAPPED})
  public String through = RAW;

  private SampleEngine engine;
  private Analyst analyst;
  private Connection connection;
  private PreparedStatement plain;
  private PreparedStatement read;
  private PreparedStatement write;
  private PreparedStatement batch;
  private Statement texts;
  private ResultSet rows;
  private int number;

  /**
   * What the thread has used of a core in an iteration, and for how many calls: on a machine with
   * other work that is steadier than time.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cpu {

    /** Nanoseconds of a core. */
    public long nanos;

    /** Calls, or rows of batches. */
    public long calls;

    private long begun;

    /** An iteration begins. */
    @Setup(Level.Iteration)
    public void begin() {
      begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** It is over. */
    @TearDown(Level.Iteration)
    public void end() {
      nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
    }
  }

  /** Connects, and has each statement executed once. */
  @Setup
  public void setUp() throws SQLException {
    engine = new SampleEngine();
    analyst = new Analyst(1, 1, Duration.ofSeconds(10), Events.NONE);
    connection = StandInConnection.open();
    if (through.equals(WRAPPED)) {
      connection = new Wrapping(engine.engines(), analyst, Events.NONE, false).wrap(connection, 0);
    }
    plain = connection.prepareStatement("SELECT name FROM customers WHERE id = ?");
    plain.setInt(1, ROWS);
    read = connection.prepareStatement(READ + "?");
    read.setInt(1, ROWS);
    write = connection.prepareStatement(WRITE);
    write.setInt(1, ROWS);
    write.setString(2, "pending");
    batch = connection.prepareStatement("INSERT INTO customers VALUES (?, ?, ?)");
    texts = connection.createStatement();
    rows = plain.executeQuery();
    texts.executeQuery(READ_TEXT);
    requireTreated(read, READ);
    requireTreated(write, WRITE);
    requireTreated(texts, READ_TEXT);
  }

  /** Else it would be fast and mean nothing. */
  private void requireTreated(Statement statement, String sql) {
    if (through.equals(WRAPPED) == statement.toString().startsWith(sql)) {
      throw new IllegalStateException("sent through " + through + ": " + statement);
    }
  }

  /** Ends the engine's threads. */
  @TearDown
  public void tearDown() throws SQLException {
    connection.close();
    analyst.close();
    engine.close();
  }

  /** A parameter of a prepared statement. */
  @Benchmark
  public void setInt(Cpu cpu) throws SQLException {
    cpu.calls++;
    number = (number + 1) & 0xffff;
    plain.setInt(1, number);
  }

  /** A prepared statement that no rule concerns. */
  @Benchmark
  public ResultSet executeUnconcerned(Cpu cpu) throws SQLException {
    cpu.calls++;
    return plain.executeQuery();
  }

  /** A prepared statement that is sent with another text. */
  @Benchmark
  public ResultSet executeRead(Cpu cpu) throws SQLException {
    cpu.calls++;
    return read.executeQuery();
  }

  /** A prepared statement one of whose parameters is judged, and not sent. */
  @Benchmark
  public int executeWrite(Cpu cpu) throws SQLException {
    cpu.calls++;
    return write.executeUpdate();
  }

  /** A text that no rule concerns, the same as before. */
  @Benchmark
  public ResultSet executeUnconcernedText(Cpu cpu) throws SQLException {
    cpu.calls++;
    return texts.executeQuery(UNCONCERNED);
  }

  /** A text that is sent as another one, the same as before. */
  @Benchmark
  public ResultSet executeReadText(Cpu cpu) throws SQLException {
    cpu.calls++;
    return texts.executeQuery(READ_TEXT);
  }

  /** A text that no rule concerns, each time with another literal. */
  @Benchmark
  public ResultSet executeNewText(Cpu cpu) throws SQLException {
    cpu.calls++;
    number = (number + 1) & (NEW_TEXTS.length - 1);
    return texts.executeQuery(NEW_TEXTS[number]);
  }

  /** A row of a batch of 1,000, with three parameters, and its share of the execution. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int[] batchRow(Cpu cpu) throws SQLException {
    cpu.calls += ROWS;
    for (int i = 0; i < ROWS; i++) {
      batch.setInt(1, i);
      batch.setString(2, "some name");
      batch.setInt(3, 17);
      batch.addBatch();
    }
    return batch.executeBatch();
  }

  /** A value of a row, as a number. */
  @Benchmark
  public int getInt(Cpu cpu) throws SQLException {
    cpu.calls++;
    return rows.getInt(1);
  }

  /** A value of a row, as a text. */
  @Benchmark
  public String getString(Cpu cpu) throws SQLException {
    cpu.calls++;
    return rows.getString(1);
  }

  /** A value of a row, as what it is: that it is none that leads back is looked at. */
  @Benchmark
  public Object getObject(Cpu cpu) throws SQLException {
    cpu.calls++;
    return rows.getObject(1);
  }
}
