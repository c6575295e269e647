package io.trestle.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the data of a COPY is written, as its options say.
 *
 * @param kind text, csv or binary
 * @param delimiter what separates fields; ASCII
 * @param quote csv only: what fields may be quoted with; ASCII
 * @param escape csv only: what stands before a quote that belongs to the value; ASCII
 * @param nullMarker what stands for NULL where it is not quoted
 * @param defaultMarker what stands for the column's default where it is not quoted, or null
 * @param header what the first line is
 * @param encoding the name of the data's encoding; null for the session's client_encoding
 */
public record CopyFormat(
    Kind kind,
    char delimiter,
    char quote,
    char escape,
    String nullMarker,
    @Nullable String defaultMarker,
    Header header,
    @Nullable String encoding) {

  /** The formats. */
  public enum Kind {
    TEXT,
    CSV,
    BINARY
  }

  /** What the first line is. */
  public enum Header {
    /** A row like any other. */
    NONE,
    /** It is skipped, whatever it says. */
    SKIP,
    /** It must name the columns in their order. */
    MATCH
  }

  public CopyFormat {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(nullMarker);
    Objects.requireNonNull(header);
  }
}
