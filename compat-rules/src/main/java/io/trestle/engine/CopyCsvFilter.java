package io.trestle.engine;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The csv format: what is quoted holds delimiters and line ends. */
final class CopyCsvFilter extends CopyLineFilter {

  private enum State {
    PLAIN,
    QUOTED,
    /** Behind an escape character inside quotes, which is another one than the quote. */
    ESCAPED,
    /** Behind a quote inside quotes, where the quote is its own escape: the end, or one of two. */
    BEHIND_QUOTE
  }

  private final byte delimiter;
  private final byte quote;
  private final byte escape;
  private State state = State.PLAIN;
  private boolean quoted;

  CopyCsvFilter(CopyPlan plan, Charset charset, int serverVersion) {
    super(plan, charset, serverVersion);
    this.delimiter = (byte) plan.format().delimiter();
    this.quote = (byte) plan.format().quote();
    this.escape = (byte) plan.format().escape();
  }

  @Override
  void step(byte c, int at) {
    if (state == State.BEHIND_QUOTE) {
      state = c == quote ? State.QUOTED : State.PLAIN;
      if (c == quote) {
        count(c);
        data(c);
        return;
      }
    }
    if (state == State.PLAIN) {
      plain(c, at);
    } else {
      inside(c);
    }
  }

  private void plain(byte c, int at) {
    if (c == '\n') {
      newline(at);
      return;
    } else if (c == '\r') {
      carriageReturn(at);
      return;
    }
    count(c);
    if (c == delimiter) {
      delimiter(at);
    } else if (c == quote) {
      quoted = true;
      state = State.QUOTED;
    } else {
      data(c);
    }
  }

  private void inside(byte c) {
    count(c);
    if (c == '\n' || c == '\r') {
      lineEndInValue(c);
    }
    if (state == State.ESCAPED) {
      if (c != escape && c != quote) {
        data(escape);
      }
      data(c);
      state = State.QUOTED;
    } else if (c == escape && escape != quote) {
      state = State.ESCAPED;
    } else if (c == quote) {
      state = escape == quote ? State.BEHIND_QUOTE : State.PLAIN;
    } else {
      data(c);
    }
  }

  @Override
  boolean isQuoted() {
    return quoted;
  }

  @Override
  void fieldBegins() {
    quoted = false;
    state = State.PLAIN;
  }

  @Override
  @Nullable String openAtEnd() {
    return state == State.QUOTED || state == State.ESCAPED ? "unterminated CSV quoted field" : null;
  }

  @Override
  String text(CopyFieldBuffer bytes) {
    return bytes.toString(charset());
  }
}
