package io.trestle.engine;

import java.nio.ByteBuffer;

/** Takes what a {@link CopyFilter} lets through. */
public interface CopySink {

  /**
   * Takes the bytes between position and limit, in the order of the calls.
   *
   * @param bytes valid during the call only
   */
  void write(ByteBuffer bytes);
}
