package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Decides what becomes of each message that a {@link FrameWalker} comes across. */
public interface FrameHandler {

  /**
   * Answer of {@link #frame}: stop here, and show this message again after {@link
   * FrameWalker#resume}.
   */
  int PAUSE = Integer.MIN_VALUE;

  /**
   * Answer of {@link #frame}: nothing of this message is forwarded; its body is shown to {@link
   * #body} as it arrives.
   */
  int TAKE = Integer.MIN_VALUE + 1;

  /**
   * Looks at a piece of the body of a message that {@link #frame} took.
   *
   * @param buffer holds the bytes {@code [from, to)}, at least one; not to be kept
   * @param walker to write something in the message's place ({@link FrameWalker#insert})
   */
  default void body(ByteBuf buffer, int from, int to, FrameWalker walker) {
    throw new IllegalStateException("no message was taken");
  }

  /**
   * Looks at one message.
   *
   * @param buffer holds the message from {@code start}; to be read by absolute index, not to be
   *     kept
   * @param start index of the type byte
   * @param available how many bytes of the message and of what follows lie in the buffer: at least
   *     5
   * @param walker to write something ahead of this message ({@link FrameWalker#insert})
   * @return 0 to forward the message (what has not been read yet will follow by itself); n &gt; 0
   *     to leave out its first n bytes, also those that have not been read yet, and forward the
   *     rest; -n to be shown the message again when n bytes of it are there, n being more than
   *     {@code available}; {@link #TAKE}; or {@link #PAUSE}
   */
  int frame(ByteBuf buffer, int start, int available, FrameWalker walker);
}
