package io.trestle.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly the messages it is told to, and in one packet what lies between two
 * {@link #send}s.
 */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  /** A message of the server. */
  record Message(char type, byte[] body) {

    /** A field of an ErrorResponse or NoticeResponse. */
    @Nullable String field(char letter) {
      int at = 0;
      while (at < body.length && body[at] != 0) {
        int end = at;
        while (body[end] != 0) {
          end++;
        }
        if (body[at] == letter) {
          return new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8);
        }
        at = end + 1;
      }
      return null;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return type == 'E' || type == 'N' ? type + "(" + field('C') + ")" : String.valueOf(type);
    }
  }

  final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(pending);
  int processId;
  byte[] secret = {};

  RawClient(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  /** Over a socket that is there already, such as one with TLS. */
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
  }

  RawClient startup(String user, String database) throws IOException {
    byte[] body =
        ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
    out.writeInt(8 + body.length);
    out.writeInt(3 << 16);
    out.write(body);
    return this;
  }

  List<Message> login(String user, String database) throws IOException {
    List<Message> messages = startup(user, database).send().until('Z');
    for (Message message : messages) {
      if (message.type() == 'K') {
        DataInputStream key = new DataInputStream(new java.io.ByteArrayInputStream(message.body()));
        processId = key.readInt();
        secret = key.readAllBytes();
      }
    }
    return messages;
  }

  RawClient message(char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(4 + body.length);
    out.write(body);
    return this;
  }

  RawClient message(char type, String body) throws IOException {
    return message(type, body.getBytes(StandardCharsets.UTF_8));
  }

  RawClient bytes(byte[] raw) throws IOException {
    out.write(raw);
    return this;
  }

  RawClient query(String sql) throws IOException {
    return message('Q', sql + "\0");
  }

  RawClient parse(String name, String sql) throws IOException {
    return message('P', name + "\0" + sql + "\0\0\0");
  }

  /** Binds text parameters. */
  RawClient bind(String portal, String statement, String... values) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.write((portal + "\0" + statement + "\0").getBytes(StandardCharsets.UTF_8));
    data.writeShort(0);
    data.writeShort(values.length);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      data.writeInt(bytes.length);
      data.write(bytes);
    }
    data.writeShort(0);
    return message('B', body.toByteArray());
  }

  /** Binds no parameters, and asks for the results in these formats. */
  RawClient bindFor(String portal, String statement, int... formats) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.write((portal + "\0" + statement + "\0").getBytes(StandardCharsets.UTF_8));
    data.writeInt(0);
    data.writeShort(formats.length);
    for (int format : formats) {
      data.writeShort(format);
    }
    return message('B', body.toByteArray());
  }

  RawClient describe(char kind, String name) throws IOException {
    return message('D', kind + name + "\0");
  }

  RawClient closeStatement(String name) throws IOException {
    return message('C', "S" + name + "\0");
  }

  RawClient execute(String portal) throws IOException {
    return message('E', portal + "\0\0\0\0\0");
  }

  RawClient sync() throws IOException {
    return message('S', "");
  }

  RawClient flush() throws IOException {
    return message('H', "");
  }

  RawClient send() throws IOException {
    socket.getOutputStream().write(pending.toByteArray());
    socket.getOutputStream().flush();
    pending.reset();
    return this;
  }

  /** Sends what is pending in pieces of so many bytes. */
  RawClient sendInPieces(int size) throws IOException {
    byte[] all = pending.toByteArray();
    pending.reset();
    for (int at = 0; at < all.length; at += size) {
      socket.getOutputStream().write(all, at, Math.min(size, all.length - at));
      socket.getOutputStream().flush();
    }
    return this;
  }

  /** The next message, or null at the end of the stream. */
  @Nullable Message next() throws IOException {
    int type = in.read();
    if (type < 0) {
      return null;
    }
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return new Message((char) type, body);
  }

  int readByte() throws IOException {
    return in.read();
  }

  /** All messages up to one of that type. */
  List<Message> until(char type) throws IOException {
    List<Message> messages = new ArrayList<>();
    while (true) {
      Message message = next();
      if (message == null) {
        throw new EOFException("after " + messages);
      }
      messages.add(message);
      if (message.type() == type) {
        return messages;
      }
    }
  }

  /** All messages up to the end of the stream. */
  List<Message> untilEnd() throws IOException {
    List<Message> messages = new ArrayList<>();
    for (Message message = next(); message != null; message = next()) {
      messages.add(message);
    }
    return messages;
  }

  /** The types of all messages up to the n-th ReadyForQuery, errors with their SQLSTATE. */
  String answers(int readyForQueries) throws IOException {
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < readyForQueries; i++) {
      until('Z').forEach(message -> types.append(message).append(' '));
    }
    return types.toString().trim();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
