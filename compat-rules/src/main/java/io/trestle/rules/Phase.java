package io.trestle.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a migration stands: a name for a pair of flags, of which neighbouring phases differ in at
 * most one. Declared in the order in which a migration walks through them.
 */
public enum Phase {
  /** The column may not exist. */
  ABSENT(ReadFlag.VALUE, WriteFlag.HOLD),
  /** The column exists and is nullable; no node writes it yet. */
  READABLE(ReadFlag.COALESCE, WriteFlag.HOLD),
  /** The column is written; older rows are being filled. */
  WRITABLE(ReadFlag.COALESCE, WriteFlag.FILL),
  /** The catalog says NOT NULL: every row is filled. */
  BACKFILLED(ReadFlag.DIRECT, WriteFlag.FILL),
  /** The target database. */
  COMPLETE(ReadFlag.DIRECT, WriteFlag.DIRECT);

  /** How a reference to the column is read. */
  public enum ReadFlag {
    /** As V. */
    VALUE,
    /** As COALESCE(C, V). */
    COALESCE,
    /** As it stands. */
    DIRECT
  }

  /** What becomes of a value for the column. */
  public enum WriteFlag {
    /** It cannot be stored yet. */
    HOLD,
    /** It passes; the column is kept from becoming unfilled again. */
    FILL,
    /** It passes. */
    DIRECT
  }

  private final ReadFlag read;
  private final WriteFlag write;

  Phase(ReadFlag read, WriteFlag write) {
    this.read = read;
    this.write = write;
  }

  public ReadFlag read() {
    return read;
  }

  public WriteFlag write() {
    return write;
  }

  /** The name as it stands in a rules file: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The phase of that label, if there is one. */
  public static Optional<Phase> ofLabel(String label) {
    return Arrays.stream(values()).filter(phase -> phase.label().equals(label)).findFirst();
  }

  /** All labels, for messages: {@code absent | readable | …}. */
  public static String labels() {
    return Arrays.stream(values()).map(Phase::label).collect(Collectors.joining(" | "));
  }
}
