package io.trestle.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWalkerTest {

  private final List<ByteBuf> emitted = new ArrayList<>();
  private final List<ByteBuf> read = new ArrayList<>();

  private static byte[] frame(char type, String body) {
    byte[] text = body.getBytes(StandardCharsets.US_ASCII);
    ByteBuf out = Unpooled.buffer();
    out.writeByte(type).writeInt(4 + text.length).writeBytes(text);
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] all(byte[]... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      bytes.writeBytes(frame);
    }
    return bytes.toByteArray();
  }

  private ByteBuf piece(byte[] bytes, int from, int to) {
    ByteBuf piece =
        ByteBufAllocator.DEFAULT.buffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from);
    read.add(piece);
    return piece;
  }

  private byte[] drain() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuf buffer : emitted) {
      bytes.writeBytes(ByteBufUtil.getBytes(buffer));
      buffer.release();
    }
    emitted.clear();
    assertThat(read).allMatch(buffer -> buffer.refCnt() == 0);
    read.clear();
    return bytes.toByteArray();
  }

  /**
   * Forwards 'f', drops 'd', replaces the first 6 bytes of 'h', gathers and replaces 'r', puts
   * something before 'i'.
   */
  private static int edit(ByteBuf buffer, int start, int available, FrameWalker walker) {
    int total = 1 + buffer.getInt(start + 1);
    switch (buffer.getByte(start)) {
      case 'd':
        return available < total ? -total : total;
      case 'h':
        if (available < 6) {
          return -6;
        }
        walker.insert(Unpooled.wrappedBuffer(new byte[] {'H', 0, 0, 0, (byte) (total - 1), '!'}));
        return 6;
      case 'r':
        if (available < total) {
          return -total;
        }
        String text = buffer.toString(start + 5, total - 5, StandardCharsets.US_ASCII);
        walker.insert(Unpooled.wrappedBuffer(frame('R', text + text)));
        return total;
      case 'i':
        walker.insert(Unpooled.wrappedBuffer(frame('I', "")));
        return 0;
      default:
        return 0;
    }
  }

  private static final byte[] INPUT =
      all(
          frame('f', "one"),
          frame('f', ""),
          frame('d', "dropped"),
          frame('h', "head"),
          frame('r', "gathered"),
          frame('i', "x"),
          frame('d', ""),
          frame('d', ""),
          frame('f', "a longer one that streams"),
          frame('r', ""));

  private static final byte[] OUTPUT =
      all(
          frame('f', "one"),
          frame('f', ""),
          frame('H', "!ead"),
          frame('R', "gatheredgathered"),
          frame('I', ""),
          frame('i', "x"),
          frame('f', "a longer one that streams"),
          frame('R', ""));

  @Test
  void everySplitInTwoGivesTheSame() {
    for (int split = 0; split <= INPUT.length; split++) {
      FrameWalker walker =
          new FrameWalker(FrameWalkerTest::edit, emitted::add, ByteBufAllocator.DEFAULT);
      walker.input(piece(INPUT, 0, split));
      walker.input(piece(INPUT, split, INPUT.length));

      assertThat(drain()).as("split at " + split).isEqualTo(OUTPUT);
    }
  }

  @Test
  void piecesOfEverySizeGiveTheSame() {
    for (int size = 1; size < INPUT.length; size++) {
      FrameWalker walker =
          new FrameWalker(FrameWalkerTest::edit, emitted::add, ByteBufAllocator.DEFAULT);
      for (int at = 0; at < INPUT.length; at += size) {
        walker.input(piece(INPUT, at, Math.min(INPUT.length, at + size)));
      }

      assertThat(drain()).as("pieces of " + size).isEqualTo(OUTPUT);
      assertThat(walker.midFrame()).isFalse();
    }
  }

  @Test
  void aPauseAtEveryFrameAndEverySplitGivesTheSame() {
    for (int split = 0; split <= INPUT.length; split++) {
      boolean[] paused = {false};
      FrameWalker walker =
          new FrameWalker(
              (buffer, start, available, self) -> {
                paused[0] = !paused[0];
                return paused[0] ? FrameHandler.PAUSE : edit(buffer, start, available, self);
              },
              emitted::add,
              ByteBufAllocator.DEFAULT);
      walker.input(piece(INPUT, 0, split));
      walker.input(piece(INPUT, split, INPUT.length));
      while (walker.paused()) {
        walker.resume();
      }

      assertThat(drain()).as("split at " + split).isEqualTo(OUTPUT);
    }
  }

  @Test
  void aBufferThatNeedsNoChangeIsForwardedItself() {
    FrameWalker walker =
        new FrameWalker(FrameWalkerTest::edit, emitted::add, ByteBufAllocator.DEFAULT);
    byte[] input = all(frame('f', "one"), frame('f', "two"), frame('f', "three"));
    ByteBuf buffer = piece(input, 0, input.length);

    walker.input(buffer);

    assertThat(emitted).containsExactly(buffer);
    assertThat(drain()).isEqualTo(input);
  }

  @Test
  void aFrameLongerThanWhatWasReadStreams() {
    FrameWalker walker =
        new FrameWalker(FrameWalkerTest::edit, emitted::add, ByteBufAllocator.DEFAULT);
    byte[] input = frame('f', "x".repeat(1_000));

    walker.input(piece(input, 0, 100));

    assertThat(emitted).hasSize(1);
    assertThat(walker.midFrame()).isTrue();
    walker.input(piece(input, 100, input.length));
    assertThat(drain()).isEqualTo(input);
  }

  @Test
  void closingReleasesWhatIsHeld() {
    FrameWalker walker =
        new FrameWalker(FrameWalkerTest::edit, emitted::add, ByteBufAllocator.DEFAULT);
    byte[] input = all(frame('f', "one"), frame('r', "gathered"));
    walker.input(piece(input, 0, input.length - 3));

    walker.close();
    walker.input(piece(input, input.length - 3, input.length));

    assertThat(drain()).isEqualTo(frame('f', "one"));
  }

  @Test
  void closingFromWithinTheHandlerReleasesWhatIsHeld() {
    FrameWalker[] self = new FrameWalker[1];
    self[0] =
        new FrameWalker(
            (buffer, start, available, walker) -> {
              self[0].close();
              return FrameHandler.PAUSE;
            },
            emitted::add,
            ByteBufAllocator.DEFAULT);

    self[0].input(piece(INPUT, 0, INPUT.length));

    assertThat(drain()).isEmpty();
  }

  @Test
  void anExceptionOfTheHandlerLosesNoBuffer() {
    FrameWalker walker =
        new FrameWalker(
            (buffer, start, available, self) -> {
              throw new IllegalStateException("bug");
            },
            emitted::add,
            ByteBufAllocator.DEFAULT);

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> walker.input(piece(INPUT, 0, INPUT.length)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(drain()).isEmpty();
  }

  /** Takes 'd' and writes a frame 'D' for each piece of it; forwards all others. */
  private static final class Taking implements FrameHandler {
    private final StringBuilder taken = new StringBuilder();

    @Override
    public int frame(ByteBuf buffer, int start, int available, FrameWalker walker) {
      return buffer.getByte(start) == 'd' ? TAKE : 0;
    }

    @Override
    public void body(ByteBuf buffer, int from, int to, FrameWalker walker) {
      String piece = buffer.toString(from, to - from, StandardCharsets.US_ASCII);
      taken.append(piece);
      walker.insert(Unpooled.wrappedBuffer(FrameWalkerTest.frame('D', piece)));
      assertThat(walker.midFrame()).isFalse();
    }
  }

  @Test
  void aMessageThatIsTakenIsShownInPiecesAndNotForwarded() {
    byte[] in = all(frame('a', "x"), frame('d', "taken"), frame('d', ""), frame('b', "yz"));
    for (int cut = 0; cut <= in.length; cut++) {
      Taking handler = new Taking();
      FrameWalker walker = new FrameWalker(handler, emitted::add, ByteBufAllocator.DEFAULT);

      walker.input(piece(in, 0, cut));
      walker.input(piece(in, cut, in.length));

      String text = new String(drain(), StandardCharsets.US_ASCII);
      assertThat(handler.taken.toString()).as("cut at %d", cut).isEqualTo("taken");
      assertThat(text.replaceAll("D\\x00{3}.", "").replaceAll("[^a-z]", ""))
          .as("cut at %d", cut)
          .isEqualTo("axtakenbyz");
      assertThat(walker.midFrame()).isFalse();
      walker.close();
    }
  }
}
