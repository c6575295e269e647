package io.trestle.oracle;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the messages of one answer. Message layouts: PostgreSQL manual, "Message Formats". */
final class AnswerReader {

  private final boolean binary;
  private @Nullable List<Integer> parameterTypes;
  private final List<List<Answer.Column>> descriptions = new ArrayList<>();
  private final List<Answer.Result> results = new ArrayList<>();
  private List<List<String>> rows = new ArrayList<>();
  private Answer.@Nullable Failure failure;
  private final List<String> notices = new ArrayList<>();
  private boolean copyInRequested;
  private boolean copiesBinary;

  /**
   * @param binary whether the values of rows come in binary format
   */
  AnswerReader(boolean binary) {
    this.binary = binary;
  }

  /** Reads one message; returns the answer when it was ReadyForQuery. */
  @Nullable Answer read(DataInputStream in) throws IOException {
    char type = (char) in.readUnsignedByte();
    int length = in.readInt();
    if (length < 4 || length > 1 << 26) {
      throw new IOException("message '" + type + "' has an impossible length: " + length);
    }
    ByteBuffer body = ByteBuffer.wrap(in.readNBytes(length - 4));
    if (body.capacity() != length - 4) {
      throw new IOException("connection closed within a message");
    }
    if (type == 'Z') {
      return finish((char) body.get());
    }
    accept(type, body);
    return null;
  }

  /** Whether the server waits for COPY data since the last call. */
  boolean takeCopyInRequest() {
    boolean requested = copyInRequested;
    copyInRequested = false;
    return requested;
  }

  private void accept(char type, ByteBuffer body) throws IOException {
    switch (type) {
      case 't' -> parameterTypes = parameterTypes(body);
      case 'T' -> descriptions.add(columns(body));
      case 'n' -> descriptions.add(List.of());
      case 'D' -> rows.add(row(body));
      case 'd' -> copied(body);
      case 'C' -> endResult(string(body));
      case 'I' -> endResult("(empty query)");
      case 's' -> endResult("(suspended)");
      case 'G' -> {
        copyInRequested = true;
        descriptions.add(copyFormats("data in", body));
      }
      case 'H' -> descriptions.add(copyFormats("data out", body));
      case 'E' -> failure = failure(body);
      case 'N' -> notices.add(failure(body).sqlState());
      case '1', '2', '3', 'c', 'S', 'A', 'K' -> {}
      case 'R' -> authenticate(body);
      default -> throw new IOException("unexpected message '" + type + "'");
    }
  }

  private static void authenticate(ByteBuffer body) throws IOException {
    int method = body.getInt();
    if (method != 0) {
      throw new IOException("authentication method " + method + " asked for; expected trust");
    }
  }

  private Answer finish(char status) {
    if (!rows.isEmpty()) {
      endResult("(broken off)");
    }
    return new Answer(parameterTypes, descriptions, results, failure, notices, status);
  }

  private void endResult(String tag) {
    results.add(new Answer.Result(rows, tag));
    rows = new ArrayList<>();
  }

  private static List<Integer> parameterTypes(ByteBuffer body) {
    List<Integer> types = new ArrayList<>();
    for (int count = body.getShort(); count > 0; count--) {
      types.add(body.getInt());
    }
    return types;
  }

  private static List<Answer.Column> columns(ByteBuffer body) {
    List<Answer.Column> columns = new ArrayList<>();
    for (int count = body.getShort(); count > 0; count--) {
      String name = string(body);
      body.position(body.position() + 6); // table OID and attribute number
      int typeOid = body.getInt();
      body.getShort(); // type length: follows from the type
      int modifier = body.getInt();
      body.getShort(); // format: follows from the request
      columns.add(Answer.Column.of(name, typeOid, modifier));
    }
    return columns;
  }

  /** The formats of a COPY, as columns: what CopyInResponse and CopyOutResponse tell. */
  private List<Answer.Column> copyFormats(String direction, ByteBuffer body) {
    copiesBinary = body.get() == 1;
    List<Answer.Column> columns = new ArrayList<>();
    for (int count = body.getShort(); count > 0; count--) {
      columns.add(Answer.Column.of(direction, 0, body.getShort()));
    }
    return columns;
  }

  private void copied(ByteBuffer body) {
    rows.addAll(CopiedRows.of(body.array(), copiesBinary));
  }

  private List<String> row(ByteBuffer body) {
    List<String> values = new ArrayList<>();
    for (int count = body.getShort(); count > 0; count--) {
      int length = body.getInt();
      if (length < 0) {
        values.add("NULL");
        continue;
      }
      byte[] bytes = new byte[length];
      body.get(bytes);
      values.add(
          binary
              ? "x" + HexFormat.of().formatHex(bytes)
              : "'" + new String(bytes, StandardCharsets.UTF_8) + "'");
    }
    return values;
  }

  private static Answer.Failure failure(ByteBuffer body) {
    String sqlState = "";
    String message = "";
    int position = 0;
    for (byte field = body.get(); field != 0; field = body.get()) {
      String value = string(body);
      switch (field) {
        case 'C' -> sqlState = value;
        case 'M' -> message = value;
        case 'P' -> position = Integer.parseInt(value);
        default -> {}
      }
    }
    return new Answer.Failure(sqlState, position, message);
  }

  private static String string(ByteBuffer body) {
    int start = body.position();
    while (body.get() != 0) {
      // up to the terminator
    }
    return new String(body.array(), start, body.position() - 1 - start, StandardCharsets.UTF_8);
  }
}
