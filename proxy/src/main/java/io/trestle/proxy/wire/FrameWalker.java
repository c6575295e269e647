package io.trestle.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the messages of one direction of a session, in the buffers in which they were read.
 *
 * <p>A run of messages that need no change goes to the sink as one slice, or as the whole buffer,
 * however many they are; a message longer than what has been read streams through. Bytes are copied
 * only where a handler asks for more of a message than its buffer holds: those are gathered in one
 * buffer of that message, which grows as they arrive. A header that lies across two buffers costs a
 * copy of at most 5 bytes.
 *
 * <p>What waits while the walker is paused is bounded by whoever stops reading. Confined to one
 * event loop.
 */
public final class FrameWalker {

  /** Type byte and length. */
  public static final int HEADER = 5;

  private static final int FIRST_CAPACITY = 4096;

  private final FrameHandler handler;
  private final Consumer<ByteBuf> sink;
  private final ByteBufAllocator allocator;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(1);

  private @Nullable ByteBuf partial;
  private int needed;
  private int forward;
  private int skip;
  private boolean taking;
  private boolean paused;
  private boolean walking;
  private boolean closed;

  private @Nullable ByteBuf current;
  private int runStart;
  private int frameStart;

  /**
   * @param handler decides on each message
   * @param sink takes over the buffers to be sent on, in order
   * @param allocator for the buffers that gather a message
   */
  public FrameWalker(FrameHandler handler, Consumer<ByteBuf> sink, ByteBufAllocator allocator) {
    this.handler = handler;
    this.sink = sink;
    this.allocator = allocator;
  }

  /**
   * Takes over a buffer that was read. While paused, or after {@link #close}, nothing of it is
   * looked at.
   */
  public void input(ByteBuf in) {
    if (closed || !in.isReadable()) {
      in.release();
      return;
    }
    waiting.add(in);
    run();
  }

  /** Goes on after {@link FrameHandler#PAUSE}. */
  public void resume() {
    paused = false;
    run();
  }

  /** Whether it waits for {@link #resume}. */
  public boolean paused() {
    return paused;
  }

  /** Whether a message was sent on in part, so that nothing else may be written before its rest. */
  public boolean midFrame() {
    return forward > 0 && !taking;
  }

  /** Whether the last message that was begun has come to its end. */
  public boolean betweenMessages() {
    return forward == 0 && skip == 0 && partial == null;
  }

  /**
   * Takes over messages that were walked before, to be walked again ahead of all that waits. To be
   * called between messages only, and not from within the handler.
   */
  public void again(ByteBuf messages) {
    if (partial != null) {
      waiting.addFirst(partial);
      partial = null;
    }
    waiting.addFirst(messages);
    resume();
  }

  /**
   * Writes a buffer ahead of the message that the handler is looking at. To be called from within
   * the handler only.
   */
  public void insert(ByteBuf message) {
    emitRun(frameStart);
    sink.accept(message);
  }

  /** Lets go of all buffers. */
  public void close() {
    closed = true;
    if (!walking) {
      releaseAll();
    }
  }

  private void run() {
    if (walking) {
      return;
    }
    walking = true;
    try {
      while (!paused && !closed) {
        ByteBuf in = next();
        if (in == null) {
          break;
        }
        walk(in);
      }
    } finally {
      walking = false;
      if (current != null) {
        current.release(); // the handler threw, or closed this walker
        current = null;
      }
      if (closed) {
        releaseAll();
      }
    }
  }

  /**
   * The next buffer to walk: a message that was gathered, or what was read; null when there is not
   * enough.
   */
  private @Nullable ByteBuf next() {
    ByteBuf gathering = partial;
    while (gathering != null) {
      if (gathering.readableBytes() >= needed) {
        partial = null;
        return gathering;
      }
      ByteBuf in = waiting.peek();
      if (in == null) {
        return null;
      }
      gathering.writeBytes(in, Math.min(needed - gathering.readableBytes(), in.readableBytes()));
      if (!in.isReadable()) {
        waiting.remove().release();
      }
    }
    return waiting.poll();
  }

  private void walk(ByteBuf in) {
    current = in;
    int at = in.readerIndex();
    int end = in.writerIndex();
    runStart = at;
    boolean kept = false;
    while (at < end) {
      if (skip > 0) {
        int step = Math.min(skip, end - at);
        skip -= step;
        at += step;
        runStart = at;
        continue;
      }
      if (forward > 0) {
        int step = Math.min(forward, end - at);
        forward -= step;
        if (taking) {
          frameStart = at;
          runStart = at;
          handler.body(in, at, at + step, this);
          if (closed) {
            return;
          }
          runStart = at + step;
          taking = forward > 0;
        }
        at += step;
        continue;
      }
      frameStart = at;
      int verdict = end - at < HEADER ? -HEADER : handler.frame(in, at, end - at, this);
      if (closed) {
        return;
      }
      if (verdict == FrameHandler.PAUSE) {
        pause(in, at);
        return;
      }
      if (verdict == FrameHandler.TAKE) {
        emitRun(at);
        forward = 1 + in.getInt(at + 1) - HEADER;
        taking = forward > 0;
        at += HEADER;
        runStart = at;
        continue;
      }
      if (verdict < 0) {
        emitRun(at);
        kept = keep(in, at, -verdict);
        end = at;
        break;
      }
      int left = 0;
      if (verdict > 0) {
        emitRun(at);
        left = Math.min(verdict, end - at);
        skip = verdict - left;
        runStart = at + left;
      }
      forward = 1 + in.getInt(at + 1) - verdict;
      at += left;
    }
    finish(in, end, kept);
  }

  private void pause(ByteBuf in, int at) {
    emitRun(at);
    in.readerIndex(at);
    waiting.addFirst(in);
    current = null;
    paused = true;
  }

  /**
   * Gathers a message whose beginning lies at the end of a buffer. Returns whether the buffer
   * itself was kept.
   */
  private boolean keep(ByteBuf in, int from, int wanted) {
    needed = wanted;
    if (from == in.readerIndex()
        && in.maxFastWritableBytes() > 0
        && in.refCnt() == 1
        && in.capacity() <= FIRST_CAPACITY) {
      partial = in;
      return true;
    }
    int available = in.writerIndex() - from;
    ByteBuf gathering = allocator.buffer(Math.max(available, Math.min(wanted, FIRST_CAPACITY)));
    gathering.writeBytes(in, from, available);
    partial = gathering;
    return false;
  }

  private void finish(ByteBuf in, int end, boolean kept) {
    if (kept) {
      current = null;
      return;
    }
    if (runStart == in.readerIndex() && end == in.writerIndex() && end > runStart) {
      current = null;
      sink.accept(in);
      return;
    }
    emitRun(end);
    current = null;
    in.release();
  }

  private void emitRun(int end) {
    ByteBuf in = current;
    if (in != null && end > runStart) {
      sink.accept(in.retainedSlice(runStart, end - runStart));
      runStart = end;
    }
  }

  private void releaseAll() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
    for (ByteBuf in = waiting.poll(); in != null; in = waiting.poll()) {
      in.release();
    }
  }
}
