package io.trestle.engine;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The binary format: a header, rows of counted fields, a trailer. */
final class CopyBinaryFilter extends CopyFilter {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  /** Signature, flags, and the length of an extension. */
  private static final int HEADER = SIGNATURE.length + 8;

  private enum State {
    HEADER,
    EXTENSION,
    FIELD_COUNT,
    FIELD_LENGTH,
    FIELD,
    /** The server reads what the client wrote: an error that it will find, or the trailer. */
    VERBATIM
  }

  private final byte @Nullable [][] expected;
  private final CopyFieldBuffer value;
  private final byte[] number = new byte[HEADER];
  private int numberBytes;
  private State state = State.HEADER;
  private int index;
  private int left;

  CopyBinaryFilter(CopyPlan plan, Charset charset) {
    super(plan, charset);
    this.expected = new byte[plan.columns().size()][];
    int longest = LONGEST_FIELD;
    for (CopyField field : plan.fields()) {
      byte[] bytes = field.value().binary(charset);
      expected[field.index()] = bytes;
      longest = bytes == null ? longest : Math.max(longest, bytes.length);
    }
    this.value = new CopyFieldBuffer(longest);
  }

  @Override
  void scan(int from, int to) {
    int at = from;
    while (at < to && !failed()) {
      at =
          switch (state) {
            case HEADER -> gather(at, to, HEADER);
            case FIELD_COUNT -> gather(at, to, 2);
            case FIELD_LENGTH -> gather(at, to, 4);
            case EXTENSION, FIELD -> stream(at, to);
            case VERBATIM -> {
              pass(at, to);
              yield to;
            }
          };
    }
  }

  /** Collects the bytes of a number, and deals with it once they are there. */
  private int gather(int from, int to, int length) {
    int at = from;
    while (at < to && numberBytes < length) {
      number[numberBytes++] = at(at++);
    }
    if (numberBytes == length) {
      numberBytes = 0;
      ByteBuffer bytes = ByteBuffer.wrap(number);
      switch (state) {
        case HEADER -> header(bytes);
        case FIELD_COUNT -> fieldCount(bytes.getShort());
        default -> fieldLength(bytes.getInt());
      }
    }
    return at;
  }

  private void header(ByteBuffer bytes) {
    write(Arrays.copyOf(number, HEADER));
    left = bytes.getInt(HEADER - 4);
    boolean valid = Arrays.equals(number, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    if (!valid || left < 0) {
      state = State.VERBATIM;
    } else {
      state = left > 0 ? State.EXTENSION : State.FIELD_COUNT;
    }
  }

  private void fieldCount(int count) {
    int columns = plan().columns().size();
    if (count == -1) {
      write(Arrays.copyOf(number, 2));
      state = State.VERBATIM;
    } else if (count != columns) {
      failFormat("row field count is %d, expected %d".formatted(count, columns), null);
    } else {
      write(ByteBuffer.allocate(2).putShort((short) remaining()).array());
      index = 0;
      state = State.FIELD_LENGTH;
    }
  }

  private void fieldLength(int length) {
    if (length < -1) {
      failFormat("invalid field size", null);
      return;
    }
    left = length;
    value.clear();
    if (!isTaken(index)) {
      write(Arrays.copyOf(number, 4));
    }
    state = State.FIELD;
    if (left <= 0) {
      endField();
    }
  }

  private int stream(int from, int to) {
    int step = Math.min(left, to - from);
    if (state == State.FIELD && isTaken(index)) {
      for (int i = 0; i < step; i++) {
        value.add(at(from + i));
      }
    } else {
      pass(from, from + step);
    }
    left -= step;
    if (left == 0 && state == State.EXTENSION) {
      state = State.FIELD_COUNT;
    } else if (left == 0) {
      endField();
    }
    return from + step;
  }

  private void endField() {
    if (isTaken(index)) {
      byte[] bytes = expected[index];
      judge(index, left < 0, left == 0 && bytes != null && value.is(bytes));
    }
    index++;
    if (index < plan().columns().size()) {
      state = State.FIELD_LENGTH;
      return;
    }
    SqlError wrong = rowError();
    if (wrong != null) {
      fail(wrong);
      return;
    }
    acceptRow();
    nextLine();
    state = State.FIELD_COUNT;
  }

  @Override
  void end() {
    if (state == State.FIELD_LENGTH || state == State.FIELD) {
      failFormat("unexpected EOF in COPY data", null);
    } else {
      write(Arrays.copyOf(number, numberBytes));
    }
  }
}
