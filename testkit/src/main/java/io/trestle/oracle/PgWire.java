package io.trestle.oracle;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that shows the protocol as it is: drivers hide, cache and convert too much for a
 * comparison. Protocol 3.0, no TLS, no password. One user at a time.
 */
public final class PgWire implements AutoCloseable {

  private static final int PROTOCOL = 196608;
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;

  /** A size of CopyData that cuts rows and fields anywhere. */
  private static final int CHUNK = 5;

  private byte @Nullable [] copyData;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  /** What is pending or under way whose answers come before that of the next exchange. */
  private final List<Ahead> ahead = new ArrayList<>();

  private record Ahead(String sent, char statusAfterwards) {}

  /** Connects and logs in as {@code postgres}. */
  public PgWire(String host, int port, String database, String applicationName) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = socket.getOutputStream();
      startUp(database, applicationName);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private void startUp(String database, String applicationName) throws IOException {
    Frame frame = new Frame();
    frame.data.writeInt(PROTOCOL);
    List<String> settings =
        List.of(
            "user",
            "postgres",
            "database",
            database,
            "application_name",
            applicationName,
            "client_encoding",
            "UTF8",
            "TimeZone",
            "UTC");
    for (String word : settings) {
      frame.string(word);
    }
    frame.data.writeByte(0);
    frame.sendTo(pending, '\0');
    Answer answer = exchange(false, false);
    if (answer.failure() != null) {
      throw new IOException("login failed: " + answer.failure());
    }
  }

  /** Has the next exchange send data when a COPY asks for it; null: break it off. */
  PgWire with(byte @Nullable [] data) {
    copyData = data;
    return this;
  }

  /** A simple Query. */
  public Answer query(String sql) throws IOException {
    simple(sql);
    return exchange(false, false);
  }

  /** Simple queries that are sent in one go, each without waiting for the answer before. */
  List<Answer> queries(List<String> texts) throws IOException {
    for (String sql : texts) {
      simple(sql);
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      answers.add(exchange(false, false));
    }
    return answers;
  }

  /** BEGIN, which is sent with what comes next. */
  void beginAhead() throws IOException {
    simple("BEGIN");
    ahead.add(new Ahead("BEGIN", 'T'));
  }

  /**
   * Parse, Describe, Bind, Describe, Execute, Sync with the unnamed statement and portal, in one
   * go.
   */
  Answer extended(String sql, List<Parameter> parameters) throws IOException {
    return extended(sql, types(parameters), parameters.stream().map(Bound::text).toList());
  }

  /**
   * The same with values as they are.
   *
   * @param types the OIDs that Parse declares, 0 where the server decides; at most as many as
   *     values
   */
  public Answer extended(String sql, List<Integer> types, List<Bound> values) throws IOException {
    parse("", sql, types);
    describe('S', "");
    bind("", values, false);
    describe('P', "");
    execute();
    return sync(false);
  }

  /** Parse and Describe of a named statement. */
  Answer prepare(String name, String sql, List<Parameter> parameters) throws IOException {
    parse(name, sql, types(parameters));
    describe('S', name);
    return sync(false);
  }

  /** Bind and Execute of a named statement, without Describe. */
  Answer execute(String name, List<Bound> values, boolean binaryResults) throws IOException {
    bind(name, values, binaryResults);
    execute();
    return sync(binaryResults);
  }

  /**
   * Close of named statements and Sync, outside a transaction, which are sent with what comes next.
   */
  void closeAhead(Collection<String> names) throws IOException {
    for (String name : names) {
      Frame close = new Frame();
      close.data.writeByte('S');
      close.string(name);
      close.sendTo(pending, 'C');
    }
    new Frame().sendTo(pending, 'S');
    ahead.add(new Ahead("Close of " + names, 'I'));
  }

  /**
   * A value of Bind.
   *
   * @param bytes null for NULL
   */
  public record Bound(byte @Nullable [] bytes, boolean binary) {

    static Bound text(Parameter parameter) {
      return new Bound(parameter.text(), false);
    }

    static Bound binary(Parameter parameter, int describedOid) {
      byte[] binary = parameter.binary(describedOid);
      return binary == null ? text(parameter) : new Bound(binary, true);
    }
  }

  private static List<Integer> types(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::typeOid).toList();
  }

  private void simple(String sql) throws IOException {
    Frame query = new Frame();
    query.string(sql);
    query.sendTo(pending, 'Q');
  }

  private void parse(String name, String sql, List<Integer> types) throws IOException {
    Frame parse = new Frame();
    parse.string(name);
    parse.string(sql);
    parse.data.writeShort(types.size());
    for (int type : types) {
      parse.data.writeInt(type);
    }
    parse.sendTo(pending, 'P');
  }

  private void describe(char kind, String name) throws IOException {
    Frame describe = new Frame();
    describe.data.writeByte(kind);
    describe.string(name);
    describe.sendTo(pending, 'D');
  }

  private void bind(String name, List<Bound> values, boolean binaryResults) throws IOException {
    Frame bind = new Frame();
    bind.string("");
    bind.string(name);
    bind.data.writeShort(values.size());
    for (Bound value : values) {
      bind.data.writeShort(value.binary() ? 1 : 0);
    }
    bind.data.writeShort(values.size());
    for (Bound value : values) {
      byte[] bytes = value.bytes();
      bind.data.writeInt(bytes == null ? -1 : bytes.length);
      if (bytes != null) {
        bind.data.write(bytes);
      }
    }
    bind.data.writeShort(1);
    bind.data.writeShort(binaryResults ? 1 : 0);
    bind.sendTo(pending, 'B');
  }

  private void execute() throws IOException {
    Frame execute = new Frame();
    execute.string("");
    execute.data.writeInt(0);
    execute.sendTo(pending, 'E');
  }

  private Answer sync(boolean binaryResults) throws IOException {
    new Frame().sendTo(pending, 'S');
    return exchange(binaryResults, true);
  }

  /**
   * @param synced whether a Sync was sent, which the server overlooks where a COPY takes data
   */
  private Answer exchange(boolean binaryResults, boolean synced) throws IOException {
    flush();
    for (Ahead before : ahead) {
      Answer answer = read(new AnswerReader(false), false);
      if (answer.failure() != null || answer.status() != before.statusAfterwards()) {
        throw new IOException(before.sent() + " was answered by " + answer);
      }
    }
    ahead.clear();
    Answer answer = read(new AnswerReader(binaryResults), synced);
    copyData = null;
    return answer;
  }

  private Answer read(AnswerReader reader, boolean synced) throws IOException {
    while (true) {
      Answer answer = reader.read(in);
      if (answer != null) {
        return answer;
      }
      if (reader.takeCopyInRequest()) {
        sendCopyData();
        if (synced) {
          new Frame().sendTo(pending, 'S');
        }
        flush();
      }
    }
  }

  private void sendCopyData() throws IOException {
    byte[] data = copyData;
    if (data == null) {
      Frame fail = new Frame();
      fail.string("the oracle sends no data");
      fail.sendTo(pending, 'f');
      return;
    }
    for (int at = 0; at < data.length; at += CHUNK) {
      Frame chunk = new Frame();
      chunk.data.write(data, at, Math.min(CHUNK, data.length - at));
      chunk.sendTo(pending, 'd');
    }
    new Frame().sendTo(pending, 'c');
  }

  private void flush() throws IOException {
    pending.writeTo(out);
    pending.reset();
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      new Frame().sendTo(pending, 'X');
      flush();
    }
  }

  /** The body of one message. */
  private static final class Frame {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final DataOutputStream data = new DataOutputStream(bytes);

    void string(String value) throws IOException {
      data.write(value.getBytes(StandardCharsets.UTF_8));
      data.writeByte(0);
    }

    /** Appends the message; type 0 stands for the start-up message, which has none. */
    void sendTo(ByteArrayOutputStream target, char type) throws IOException {
      DataOutputStream message = new DataOutputStream(target);
      if (type != 0) {
        message.writeByte(type);
      }
      message.writeInt(bytes.size() + 4);
      bytes.writeTo(message);
    }
  }

  /** The types of an answer, or none. */
  static List<Bound> binary(List<Parameter> parameters, @Nullable List<Integer> describedTypes) {
    List<Bound> bound = new ArrayList<>();
    for (int index = 0; index < parameters.size(); index++) {
      boolean known = describedTypes != null && index < describedTypes.size();
      bound.add(Bound.binary(parameters.get(index), known ? describedTypes.get(index) : 0));
    }
    return bound;
  }
}
